package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.claims.CheckedToken;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.SignedTokens;

/**
 * What Licensing says of one proof (RFC 9701 §5), its signature checked.
 *
 * @param version of the licence as Licensing knows it
 * @param limits further limits, which can only lower others
 * @param signedAt its {@code iat}; answers are ordered by it, not by when they came
 */
record LicensingAnswer(ProofState state, long version, LimitClaims limits, Instant signedAt) {

  private static final Set<String> TYPES =
      Set.of("token-introspection+jwt", "application/token-introspection+jwt");
  private static final Duration MAX_AGE = Duration.ofSeconds(60);
  private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads an answer that just came, or one that was kept and is now read again.
   *
   * @param justReceived then it must have been signed just now: an older one may be a replay
   */
  static LicensingAnswer read(
      SignedTokens.Reading.Verified verified,
      EntitlementProof proof,
      EntitlementRules rules,
      Instant now,
      boolean justReceived)
      throws InvalidClaim {
    if (!verified.issuer().equals(rules.issuer())) {
      throw new InvalidClaim(Reason.ANSWER_ISS_UNEXPECTED);
    }
    CheckedToken token = CheckedToken.read(verified.header(), verified.claims());
    token.requireType(TYPES);
    token.requireIssuer(rules.issuer());
    token.requireAudience(rules.audience());
    if (justReceived) {
      requireFresh(token, now, rules.proofTimes().skew());
    }
    try {
      return judge(token.claims().object("token_introspection"), proof, token.instant("iat"));
    } catch (InvalidJson e) {
      throw new InvalidClaim(Reason.ANSWER_MALFORMED);
    }
  }

  /**
   * How long ago an answer must have come at least, by when it was signed: unlike the time that is
   * stored beside it, that cannot be edited.
   */
  static Duration leastAge(
      SignedTokens.Reading.Verified verified, EntitlementRules rules, Instant now)
      throws InvalidClaim {
    Instant iat = CheckedToken.read(verified.header(), verified.claims()).instant("iat");
    return Duration.between(iat, now).minus(MAX_AGE).minus(rules.proofTimes().skew());
  }

  /** How long after one answer was received another can come that was signed before it. */
  static Duration latest(EntitlementRules rules) {
    return MAX_AGE.plus(rules.proofTimes().skew().multipliedBy(2));
  }

  private static void requireFresh(CheckedToken token, Instant now, Duration skew)
      throws InvalidClaim {
    Instant iat = token.instant("iat");
    if (iat.isAfter(now.plus(skew))) {
      throw new InvalidClaim(Reason.ANSWER_IAT_IN_FUTURE);
    }
    if (iat.plus(MAX_AGE).plus(skew).isBefore(now)) {
      throw new InvalidClaim(Reason.ANSWER_TOO_OLD);
    }
    Optional<Instant> exp = token.optionalInstant("exp");
    if (exp.isPresent() && !now.isBefore(exp.get())) {
      throw new InvalidClaim(Reason.ANSWER_EXPIRED);
    }
  }

  private static LicensingAnswer judge(JsonObject said, EntitlementProof proof, Instant iat)
      throws InvalidClaim, InvalidJson {
    Optional<String> digest = said.optionalString("poe_sha256");
    if (digest.isPresent() && !SHA256_HEX.matcher(digest.get()).matches()) {
      throw new InvalidClaim(Reason.ANSWER_MALFORMED);
    }
    if (isAboutAnother(said, "poe_sha256", proof.digest().hex())
        || isAboutAnother(said, "lic", proof.licence())) {
      throw new InvalidClaim(Reason.ANSWER_UNBOUND);
    }
    // Only false is a no: what is no Boolean says nothing, and must not be kept as a revocation.
    if (!said.bool("active")) {
      return new LicensingAnswer(
          ProofState.REVOKED, knownVersion(said, proof), LimitClaims.NONE, iat);
    }
    if (digest.isEmpty()) {
      throw new InvalidClaim(Reason.ANSWER_MALFORMED);
    }
    long version = said.integer("ver");
    if (version < proof.version()) {
      throw new InvalidClaim(Reason.ANSWER_OUTDATED);
    }
    Optional<String> plan = said.optionalString("plan");
    boolean same = plan.isEmpty() || plan.get().equals(proof.plan().value());
    ProofState state = version == proof.version() && same ? ProofState.ACTIVE : ProofState.OUTDATED;
    return new LicensingAnswer(state, version, EntitlementProof.limits(said), iat);
  }

  private static boolean isAboutAnother(JsonObject said, String member, String own)
      throws InvalidJson {
    return !said.optionalString(member).orElse(own).equals(own);
  }

  /**
   * A no needs nothing but itself (RFC 7662 §2.2 advises to say no more), and no member of it that
   * we do not understand makes it less of one.
   */
  private static long knownVersion(JsonObject said, EntitlementProof proof) {
    try {
      return Math.max(said.optionalInteger("ver").orElse(proof.version()), proof.version());
    } catch (InvalidJson notAVersion) {
      return proof.version();
    }
  }

  /** The same when the licence is known at {@code newer}. */
  LicensingAnswer outdated(long newer) {
    return new LicensingAnswer(ProofState.OUTDATED, newer, limits, signedAt);
  }

  /** Whether this stands against another answer about the same proof, as kept ones do. */
  boolean supersedes(LicensingAnswer other) {
    if (version != other.version) {
      return version > other.version;
    }
    return signedAt.isAfter(other.signedAt)
        || (signedAt.equals(other.signedAt) && state.compareTo(other.state) < 0);
  }
}
