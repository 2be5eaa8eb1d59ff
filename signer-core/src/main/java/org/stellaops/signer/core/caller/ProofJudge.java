package org.stellaops.signer.core.caller;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.claims.CheckedToken;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/**
 * Judges DPoP proofs (RFC 9449 §4.3) in this order: signature, {@code typ}, {@code htm}, {@code
 * htu}, {@code ath}, key, {@code jti}, {@code content-digest}, {@code nonce}, {@code iat}. The
 * nonce comes before the time, so that a client whose clock is wrong learns a nonce first. That a
 * proof is new is not judged here: the journal claims it, last of all.
 */
final class ProofJudge {

  private static final int MAX_JTI_CHARS = 128;
  private static final String SHA256_FIELD = "sha-256=:";

  private final CallerRules rules;
  private final PossessionProofs proofs;
  private final NonceIssuer nonces;
  private final InstantSource clock;

  ProofJudge(CallerRules rules, PossessionProofs proofs, NonceIssuer nonces, InstantSource clock) {
    this.rules = rules;
    this.proofs = proofs;
    this.nonces = nonces;
    this.clock = clock;
  }

  Decision<Binding.Dpop> judge(
      PresentedHeaders presented, Thumbprint boundKey, String method, String target) {
    return switch (proofs.read(presented.proof())) {
      case PossessionProofs.Reading.Unreadable unreadable ->
          Decision.refused(Refusals.proof(unreadable.fault().ofProof()));
      case PossessionProofs.Reading.Verified verified ->
          judged(verified, presented, boundKey, method, target);
    };
  }

  private Decision<Binding.Dpop> judged(
      PossessionProofs.Reading.Verified verified,
      PresentedHeaders presented,
      Thumbprint boundKey,
      String method,
      String target) {
    try {
      CheckedToken proof = CheckedToken.read(verified.header(), verified.claims());
      proof.requireExactType("dpop+jwt");
      requireEqual(proof.string("htm", 64), method, Reason.HTM_UNEXPECTED);
      Optional<String> url = NormalUrl.of(proof.string("htu", 4096));
      if (url.isEmpty() || !url.equals(NormalUrl.of(rules.publicOrigin() + target))) {
        throw new InvalidClaim(Reason.HTU_UNEXPECTED);
      }
      requireEqual(
          proof.string("ath", 64),
          Bytes.utf8(presented.token()).sha256().bytes().base64Url(),
          Reason.ATH_UNEXPECTED);
      if (!verified.key().equals(boundKey)) {
        throw new InvalidClaim(Reason.KEY_UNEXPECTED);
      }
      Digest jti = Bytes.utf8(proof.string("jti", MAX_JTI_CHARS)).sha256();
      Optional<Digest> contentDigest = contentDigest(proof);
      Optional<Refusal> challenge = challenge(proof);
      if (challenge.isPresent()) {
        return Decision.refused(challenge.get());
      }
      Instant now = clock.instant();
      Instant iat = proof.instant("iat");
      Optional<Reason> untimely = untimely(iat, now);
      if (untimely.isPresent()) {
        return Decision.refused(Refusals.untimelyProof(untimely.get(), iat, now));
      }
      Instant until = acceptableUntil(iat, now);
      return Decision.cleared(
          new Binding.Dpop(boundKey, new ProofClaim(verified.key(), jti, until), contentDigest));
    } catch (InvalidClaim e) {
      return Decision.refused(Refusals.proof(e));
    }
  }

  private Optional<Refusal> challenge(CheckedToken proof) throws InvalidClaim {
    if (!proof.claims().has("nonce")) {
      return Optional.of(new Refusal.NonceRequired(Reason.NONCE_MISSING, nonces.current()));
    }
    return nonces.accepts(proof.string("nonce", 1024))
        ? Optional.empty()
        : Optional.of(new Refusal.NonceRequired(Reason.NONCE_UNKNOWN, nonces.current()));
  }

  private Optional<Reason> untimely(Instant iat, Instant now) {
    if (iat.isAfter(now.plus(rules.proofSkew()))) {
      return Optional.of(Reason.IAT_IN_FUTURE);
    }
    return now.isAfter(iat.plus(rules.proofAge()))
        ? Optional.of(Reason.PROOF_TOO_OLD)
        : Optional.empty();
  }

  /**
   * The store's clock decides how long a claim is kept and ours whether a proof is young enough, so
   * the claim outlives the proof by as much as clocks may differ.
   */
  private Instant acceptableUntil(Instant iat, Instant now) {
    Instant latest = iat.isAfter(now) ? iat : now;
    return latest.plus(rules.proofAge()).plus(rules.clockSkew()).plus(rules.proofSkew());
  }

  /** RFC 9530 §2 with exactly one SHA-256 value; a form that we cannot check is refused. */
  private static Optional<Digest> contentDigest(CheckedToken proof) throws InvalidClaim {
    Optional<String> field = proof.optionalText("content-digest", 128);
    if (field.isEmpty()) {
      return Optional.empty();
    }
    String text = field.get();
    if (!text.startsWith(SHA256_FIELD) || !text.endsWith(":") || text.length() < 11) {
      throw InvalidClaim.malformed("content-digest");
    }
    try {
      String encoded = text.substring(SHA256_FIELD.length(), text.length() - 1);
      return Optional.of(new Digest(Bytes.base64(encoded).hex()));
    } catch (IllegalArgumentException e) {
      throw InvalidClaim.malformed("content-digest");
    }
  }

  private static void requireEqual(String claimed, String actual, Reason reason)
      throws InvalidClaim {
    if (!claimed.equals(actual)) {
      throw new InvalidClaim(reason);
    }
  }
}
