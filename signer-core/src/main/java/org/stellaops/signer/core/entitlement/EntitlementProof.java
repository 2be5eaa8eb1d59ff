package org.stellaops.signer.core.entitlement;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.claims.CheckedToken;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.SignedTokens;

/**
 * A Proof of Entitlement that is the caller's own, read and not yet known to be live.
 *
 * @param digest SHA-256 of the compact proof
 * @param licence claim {@code lic}
 * @param version claim {@code ver}, which never goes back for one licence
 * @param expires claim {@code exp}
 */
record EntitlementProof(
    Digest digest,
    String licence,
    long version,
    PlanName plan,
    Set<String> features,
    LimitClaims limits,
    Instant expires) {

  private static final Set<String> TYPES = Set.of("poe+jwt", "application/poe+jwt");
  private static final int MAX_FEATURES = 64;

  static EntitlementProof read(
      SignedTokens.Reading.Verified verified,
      Digest digest,
      Caller caller,
      EntitlementRules rules,
      Instant now)
      throws InvalidClaim {
    if (!verified.issuer().equals(rules.issuer())) {
      throw new InvalidClaim(Reason.ISS_UNEXPECTED);
    }
    CheckedToken proof = CheckedToken.read(verified.header(), verified.claims());
    proof.requireType(TYPES);
    proof.requireIssuer(rules.issuer());
    proof.requireAudience(rules.audience());
    proof.requireTimes(rules.proofTimes(), now);
    requireEqual(proof.text("tid", 256), caller.tenant().value(), Reason.TID_UNEXPECTED);
    requireEqual(proof.text("inst", 256), caller.instance().value(), Reason.INST_UNEXPECTED);
    Optional<Thumbprint> key = proof.boundKey(Set.of());
    if (key.isPresent() && !key.equals(caller.binding().proofKey())) {
      throw new InvalidClaim(Reason.CNF_UNEXPECTED);
    }
    return new EntitlementProof(
        digest,
        proof.text("lic", 256),
        proof.count("ver"),
        plan(proof.text("plan", 256)),
        features(proof.claims()),
        limits(proof.claims()),
        proof.instant("exp"));
  }

  static PlanName plan(String name) throws InvalidClaim {
    try {
      return new PlanName(name);
    } catch (IllegalArgumentException e) {
      throw InvalidClaim.malformed("plan");
    }
  }

  static LimitClaims limits(JsonObject claims) throws InvalidClaim {
    try {
      Optional<JsonObject> limits = claims.optionalObject("limits");
      return limits.isPresent() ? LimitClaims.read(limits.get()) : LimitClaims.NONE;
    } catch (InvalidJson e) {
      throw InvalidClaim.malformed("limits");
    }
  }

  private static Set<String> features(JsonObject claims) throws InvalidClaim {
    try {
      Set<String> features = Set.copyOf(claims.array("features").strings());
      if (features.size() > MAX_FEATURES) {
        throw InvalidClaim.malformed("features");
      }
      return features;
    } catch (InvalidJson e) {
      throw InvalidClaim.unreadable("features", e);
    }
  }

  private static void requireEqual(String claimed, String actual, Reason reason)
      throws InvalidClaim {
    if (!claimed.equals(actual)) {
      throw new InvalidClaim(reason);
    }
  }
}
