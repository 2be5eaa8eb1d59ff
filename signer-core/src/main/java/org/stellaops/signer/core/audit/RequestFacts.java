package org.stellaops.signer.core.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.policy.AllowedRelease;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations.TracedSigner;

/**
 * What is known of one request while it runs: one slot for what each gate found. Records, traces
 * and log lines are written from it. No slot can hold a token, a proof or a PIN. Used by one
 * thread.
 */
public final class RequestFacts {

  private @Nullable Arrival arrival;
  private @Nullable CallerFacts caller;
  private @Nullable Digest policy;
  private @Nullable StatementFacts statement;
  private @Nullable EntitlementFacts entitlement;
  private @Nullable RateFacts rate;
  private @Nullable ReleaseFacts release;
  private @Nullable VerificationFacts verification;
  private @Nullable ReservationFacts reservation;
  private @Nullable KeylessFacts keyless;
  private @Nullable SignedFacts signed;
  private @Nullable KeyName actedOn;
  private @Nullable ActFacts act;
  private @Nullable AuditId approval;
  private @Nullable Digest approvedImage;
  private @Nullable Digest actedBypass;
  private @Nullable SecurityKeyFacts securityKey;
  private @Nullable Bytes proof;
  private @Nullable AuditId repeats;
  private @Nullable Cause cause;

  private record Arrival(String route, @Nullable TraceId trace) {}

  /** Who asks, and the digest of the policy that the request keeps to. */
  public record CallerFacts(
      ClientId client,
      @Nullable PersonId person,
      @Nullable PersonId subject,
      InstanceId instance,
      @Nullable IssuerName issuer,
      String binding,
      @Nullable Thumbprint key,
      @Nullable Digest release,
      Digest policy) {}

  /**
   * The Proof of Entitlement: what it says once it is read, its source once it is live; or the
   * bypass by which it was not read.
   *
   * @param proof the digest of the compact JWT; null where none was sent
   */
  public record EntitlementFacts(
      @Nullable Digest proof,
      @Nullable String licence,
      @Nullable PlanName plan,
      @Nullable String source,
      @Nullable Digest bypass) {

    /** Nothing is known of it yet. */
    public static EntitlementFacts presented(Digest proof) {
      return new EntitlementFacts(proof, null, null, null, null);
    }
  }

  /** The limits that the admission asked for, and what was left once it was admitted. */
  public record RateFacts(long burst, long concurrency, @Nullable Long left) {}

  /** The release verdict, or on a read the conclusion about the image. */
  public record ReleaseFacts(
      String verdict,
      @Nullable Digest image,
      @Nullable String source,
      @Nullable Digest key,
      @Nullable String issuer,
      @Nullable String subject,
      @Nullable AllowedRelease allowed,
      @Nullable Instant foundAt,
      @Nullable Digest index) {}

  /**
   * What is to be signed by whom, the day's limits, and what was left once it was charged; without
   * limits where nobody is charged.
   *
   * @param further the digests of whatever else each of them signs; none for a statement
   */
  public record ReservationFacts(
      Digest pae,
      List<Digest> further,
      List<TracedSigner> signers,
      @Nullable Long bytesPerDay,
      @Nullable Long signaturesPerDay,
      @Nullable Long bytesLeft,
      @Nullable Long signaturesLeft) {

    public ReservationFacts charged(long bytes, long signatures) {
      return new ReservationFacts(
          pae, further, signers, bytesPerDay, signaturesPerDay, bytes, signatures);
    }
  }

  /**
   * The identity that is to be signed for, and the key that is declared to stand in for it; null
   * for none.
   */
  public record KeylessFacts(String issuer, String subject, @Nullable TracedSigner fallback) {}

  /**
   * What was signed.
   *
   * @param bundle the digest of the envelope
   * @param fallback the outage for which the declared key signed; null where it did not
   * @param certified the certified key that signed; null for none
   * @param certificate the digest of its certificate
   */
  public record SignedFacts(
      Digest bundle,
      @Nullable Reason fallback,
      @Nullable TracedSigner certified,
      @Nullable Digest certificate) {}

  /**
   * A verdict on what a caller asked to have verified.
   *
   * @param pae SHA-256 of the pre-authentication encoding; null unless enough trusted signers
   *     signed one
   * @param failed the names of the checks that say no, with spaces between; empty where none does
   */
  public record VerificationFacts(boolean verified, @Nullable Digest pae, String failed) {}

  /**
   * What a person asked for, and what became of it.
   *
   * @param reason in the person's own words
   * @param from from when a revocation is to hold, or does once it is done; null for any other act
   * @param outcome null until the act is on record
   */
  public record ActFacts(String reason, @Nullable Instant from, @Nullable ActOutcome outcome) {}

  /**
   * What became of an act.
   *
   * @param key the fingerprint of the key; null for an act on the seal
   * @param state that of the key, or of the seal, afterwards
   * @param replaced the keys in whose place the key now signs
   */
  public record ActOutcome(
      ActStep step, @Nullable Digest key, String state, List<String> replaced) {

    public ActOutcome {
      replaced = List.copyOf(replaced);
    }
  }

  private record SecurityKeyFacts(AuditId id, String state) {}

  private record Cause(@Nullable ErrorCode code, Reason reason, @Nullable QuotaName quota) {}

  public void arrived(Operation operation, TraceId trace) {
    arrival = new Arrival(operation.label(), trace);
    actedOn = operation instanceof Operation.ChangeKey(String verb, String key) ? name(key) : null;
  }

  /** What is no name is no key's. */
  private static @Nullable KeyName name(String key) {
    try {
      return new KeyName(key);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  public void identified(CallerFacts found) {
    caller = found;
  }

  /** Nobody asks: a test of a key, under the policy of this digest. */
  public void tested(String route, Digest under) {
    arrival = new Arrival(route, null);
    policy = under;
  }

  public void received(StatementFacts found) {
    statement = found;
  }

  public void entitled(EntitlementFacts found) {
    entitlement = found;
  }

  public void held(RateFacts found) {
    rate = found;
  }

  public void released(ReleaseFacts found) {
    release = found;
  }

  public void verified(VerificationFacts found) {
    verification = found;
  }

  public void reserved(ReservationFacts found) {
    reservation = found;
  }

  public void keyless(KeylessFacts found) {
    keyless = found;
  }

  public void signed(SignedFacts found) {
    signed = found;
  }

  /** Somebody asks for an act: told before it is known whether it can be done. */
  public void actAsked(String reason, @Nullable Instant from) {
    act = new ActFacts(reason, from, null);
  }

  /**
   * The act is on record.
   *
   * @param from as for {@link ActFacts}
   */
  public void acted(String reason, @Nullable Instant from, ActOutcome outcome) {
    act = new ActFacts(reason, from, outcome);
  }

  /** Whether somebody asks for an act. */
  public boolean isAct() {
    return act != null;
  }

  /** Whether an act that was asked for is on record. */
  public boolean hasActed() {
    return act != null && act.outcome() != null;
  }

  /** The act is about this key. */
  public void ofKey(KeyName key) {
    actedOn = key;
  }

  /** The act is about an image that people let pass, or are asked to. */
  public void ofApproval(AuditId id, Digest image) {
    approval = id;
    approvedImage = image;
  }

  /** The act is about an emergency bypass. */
  public void ofBypass(Digest id) {
    actedBypass = id;
  }

  /** The act is about a security key, or is signed by one; in which state it is left. */
  public void ofSecurityKey(AuditId id, String state) {
    securityKey = new SecurityKeyFacts(id, state);
  }

  /** The act is signed by a security key: what it signed, in RFC 8785 form. */
  public void proven(Bytes by) {
    proof = by;
  }

  /** Answered as an earlier request was. */
  public void repeated(AuditId earlier) {
    repeats = earlier;
  }

  /** Refused or failed. */
  public void ended(@Nullable ErrorCode code, Reason reason, @Nullable QuotaName quota) {
    cause = new Cause(code, reason, quota);
  }

  /** The keys that are to sign, and once they have, those that did; empty before the choice. */
  public List<TracedSigner> signers() {
    if (reservation == null) {
      return List.of();
    }
    if (signed != null && signed.certified() != null) {
      return List.of(signed.certified());
    }
    return hasFallenBack() && keyless != null && keyless.fallback() != null
        ? List.of(keyless.fallback())
        : reservation.signers();
  }

  private boolean hasFallenBack() {
    return signed != null && signed.fallback() != null;
  }

  /** The facts that fit into a line of a log, by their names in records; the caller's own. */
  public record Told(Map<String, String> texts, Map<String, Long> numbers) {}

  public Told told() {
    ShortFacts facts = new ShortFacts();
    into(facts);
    return new Told(facts.texts(), facts.numbers());
  }

  RecordForm form() {
    RecordForm form = new RecordForm();
    into(form);
    return form;
  }

  private void into(FactForm form) {
    if (arrival != null) {
      form.text(Facts.ROUTE, arrival.route())
          .text("traceId", arrival.trace() == null ? null : arrival.trace().value());
    }
    form.digest("policySha256", policy);
    if (caller != null) {
      form.text(Facts.CLIENT, caller.client().value())
          .text("person", caller.person() == null ? null : caller.person().value())
          .text("subject", caller.subject() == null ? null : caller.subject().value())
          .text("instance", caller.instance().value())
          .text("issuer", caller.issuer() == null ? null : caller.issuer().value())
          .text("binding", caller.binding())
          .text("keyThumbprint", caller.key() == null ? null : caller.key().toString())
          .digest("releaseDigest", caller.release())
          .digest("policySha256", caller.policy());
    }
    if (statement != null) {
      statement.into(form);
    }
    if (entitlement != null) {
      form.digest("proofOfEntitlement", entitlement.proof())
          .text("licence", entitlement.licence())
          .text("plan", entitlement.plan() == null ? null : entitlement.plan().value())
          .text(Facts.ENTITLEMENT, entitlement.source())
          .digest("bypass", entitlement.bypass());
    }
    if (rate != null) {
      form.number("rateBurst", rate.burst())
          .number("concurrency", rate.concurrency())
          .number("rateLeft", rate.left());
    }
    if (release != null) {
      form.text(Facts.RELEASE, release.verdict())
          .digest("releaseImage", release.image())
          .text("releaseSource", release.source())
          .digest("releaseKey", release.key())
          .text("releaseIssuer", release.issuer())
          .text("releaseSubject", release.subject())
          .digest("releaseIndex", release.index())
          .text("releaseFoundAt", release.foundAt() == null ? null : release.foundAt().toString());
    }
    if (release != null && release.allowed() != null) {
      form.text("allowedBy", release.allowed().author())
          .text("allowedReason", release.allowed().reason())
          .text("allowedUntil", release.allowed().expires().toString());
    }
    if (verification != null) {
      form.text("verdict", verification.verified() ? "verified" : "not-verified")
          .text("failedChecks", verification.failed().isEmpty() ? null : verification.failed())
          .digest("paeSha256", verification.pae());
    }
    if (reservation != null) {
      form.text(Facts.SIGNING_MODE, keyless == null || hasFallenBack() ? "keyful" : "keyless")
          .signers(signers())
          .digest("paeSha256", reservation.pae())
          .number("bytesPerDay", reservation.bytesPerDay())
          .number("bytesPerDayLeft", reservation.bytesLeft())
          .number("signaturesPerDay", reservation.signaturesPerDay())
          .number("signaturesPerDayLeft", reservation.signaturesLeft());
    }
    if (reservation != null && !reservation.further().isEmpty()) {
      form.texts("furtherSha256", reservation.further().stream().map(Digest::toString).toList());
    }
    if (keyless != null) {
      form.text("identityIssuer", keyless.issuer())
          .text("identitySubject", keyless.subject())
          .text("fallbackKey", keyless.fallback() == null ? null : keyless.fallback().name());
    }
    if (signed != null) {
      form.digest("bundleSha256", signed.bundle())
          .digest("certificateSha256", signed.certificate())
          .text("fallbackReason", signed.fallback() == null ? null : signed.fallback().word());
    }
    form.text("approval", approval == null ? null : approval.value())
        .digest("approvalImage", approvedImage);
    if (actedBypass != null) {
      form.digest("bypass", actedBypass);
    }
    if (securityKey != null) {
      form.text("securityKey", securityKey.id().value())
          .text("securityKeyState", securityKey.state());
    }
    form.canonical("securityKeyProof", proof);
    form.text("keyName", actedOn == null ? null : actedOn.value());
    if (act != null) {
      form.text("actReason", act.reason())
          .text("revokedFrom", act.from() == null ? null : act.from().toString());
      ActOutcome outcome = act.outcome();
      if (outcome != null) {
        form.text("actStep", Labels.of(outcome.step()))
            .digest("keyFingerprint", outcome.key())
            .text("stateAfter", outcome.state());
        if (!outcome.replaced().isEmpty()) {
          form.texts("keysReplaced", outcome.replaced());
        }
      }
    }
    form.text("repeats", repeats == null ? null : repeats.value());
    if (cause != null) {
      form.text(Facts.CODE, cause.code() == null ? null : cause.code().wire())
          .text(Facts.REASON, cause.reason().word())
          .text(Facts.QUOTA, cause.quota() == null ? null : cause.quota().label());
    }
  }
}
