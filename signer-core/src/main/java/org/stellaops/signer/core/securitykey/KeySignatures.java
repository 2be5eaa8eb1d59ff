package org.stellaops.signer.core.securitykey;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.securitykey.AssertionForm;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore.Challenge;
import org.stellaops.signer.ports.SecurityKeyStore.Deed;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;
import org.stellaops.signer.ports.SecurityKeyStore.Step;

/**
 * Has persons sign documents with their security keys. A challenge is used once, by the person who
 * asked for it, for exactly the document that it was made of, and for a few minutes.
 */
public final class KeySignatures {

  /** The member of a request's body that holds what a key signed. */
  public static final String MEMBER = "securityKey";

  static final String NONCE = "nonce";

  private static final String SCHEMA =
      "https://stella-ops.org/schemas/signer/security-key-challenge/v1";
  private static final Duration WAIT = Duration.ofMinutes(5);
  private static final int NONCE_BYTES = 32;

  private final @Nullable SecurityKeyParts parts;
  private final SecureRandom random;
  private final InstantSource clock;

  /**
   * @param parts null where there are no security keys
   */
  public KeySignatures(@Nullable SecurityKeyParts parts, SecureRandom random, InstantSource clock) {
    this.parts = parts;
    this.random = random;
    this.clock = clock;
  }

  /** Whether the caller's tenant has security keys at all. */
  public Decision<Caller> allowed(Caller caller) {
    return parts != null && parts.rules().tenants().contains(caller.tenant())
        ? Decision.cleared(caller)
        : off();
  }

  static <T> Decision<T> off() {
    return Decision.refused(
        new Refusal.PolicyDenied(
            Reason.SECURITY_KEYS_OFF,
            "No security key signs this here: ask the operator to set securityKeys, and"
                + " approvals.securityKey."));
  }

  /** As {@link #allowed}, for a decision on an approval. */
  public Decision<Caller> decides(Caller caller) {
    return allowed(caller)
        .then(known -> demand() == SecurityKeyRules.Demand.OFF ? off() : Decision.cleared(known));
  }

  /** Asks for a signature; the answer says what to give to {@code navigator.credentials.get()}. */
  public CanonicalWriter ask(Intake intake, ToSign what) {
    Caller caller = intake.caller();
    List<SecurityKey> own = usable(caller, intake.context().deadline());
    return opened(intake, what)
        .objects(
            "credentials",
            own.stream()
                .map(key ->
                    CanonicalWriter.object()
                        .string("id", key.credentialId().base64Url())
                        .strings("transports", key.transports()))
                .toList())
        .string("schema", SCHEMA);
  }

  /** Keeps a challenge and tells it. */
  CanonicalWriter opened(Intake intake, ToSign what) {
    Person person = PersonForm.of(intake.caller());
    byte[] fresh = new byte[NONCE_BYTES];
    random.nextBytes(fresh);
    Bytes nonce = Bytes.adopt(fresh);
    Instant now = now();
    Instant expires = now.plus(WAIT);
    Bytes document = what.document(person, nonce, expires);
    parts()
        .store()
        .open(
            new Challenge(intake.caller().tenant(), person, nonce, document, expires),
            now,
            intake.context().deadline());
    return CanonicalWriter.object()
        .string("challenge", document.sha256().bytes().base64Url())
        .canonical("document", document)
        .time("expires", expires)
        .string(NONCE, nonce.base64Url())
        .string("rpId", parts().rules().party().id());
  }

  /**
   * Takes what policy demands for a decision: a signature over {@code what}, or none.
   *
   * @param body may have {@value #MEMBER}
   * @return the proof, in RFC 8785 form; empty where none is there and none is demanded
   */
  public Decision<Optional<Bytes>> demanded(Intake intake, JsonObject body, ToSign what) {
    boolean there = body.has(MEMBER);
    return switch (demand()) {
      case OFF -> there ? off() : Decision.cleared(Optional.empty());
      case OPTIONAL ->
          there ? taken(intake, body, what).map(Optional::of) : Decision.cleared(Optional.empty());
      case REQUIRED -> taken(intake, body, what).map(Optional::of);
    };
  }

  private SecurityKeyRules.Demand demand() {
    return parts == null ? SecurityKeyRules.Demand.OFF : parts.rules().demand();
  }

  /**
   * Takes a signature over {@code what}.
   *
   * @return the proof, in RFC 8785 form
   */
  Decision<Bytes> taken(Intake intake, JsonObject body, ToSign what) {
    if (!body.has(MEMBER)) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.SECURITY_KEY_REQUIRED,
              "This takes a security key of yours that is active: ask for a challenge, have the"
                  + " key sign it, and send the answer as securityKey."));
    }
    KeyAssertion assertion;
    Bytes nonce;
    try {
      JsonObject given =
          body.object(MEMBER)
              .allowOnly(NONCE, "credentialId", "clientDataJSON", "authenticatorData", "signature");
      nonce = given.base64Url(NONCE);
      assertion = AssertionForm.read(given);
    } catch (InvalidJson malformed) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.SECURITY_KEY_ASSERTION,
              "securityKey has nonce, credentialId, clientDataJSON, authenticatorData and"
                  + " signature, each base64url without padding."));
    }
    return document(intake, nonce, what)
        .then(document ->
            key(intake, assertion).then(key -> signed(intake, document, key, assertion)));
  }

  /** The document that the challenge of this nonce was made of, if it is {@code what}. */
  Decision<Bytes> document(Intake intake, Bytes nonce, ToSign what) {
    Caller caller = intake.caller();
    return parts()
        .store()
        .take(caller.tenant(), nonce, intake.context().deadline())
        .filter(kept -> now().isBefore(kept.expires()))
        .filter(kept -> kept.person().equals(PersonForm.of(caller)))
        .filter(kept -> kept.document().equals(what.document(kept.person(), nonce, kept.expires())))
        .<Decision<Bytes>>map(kept -> Decision.cleared(kept.document()))
        .orElseGet(() ->
            Decision.refused(
                new Refusal.PolicyDenied(
                    Reason.SECURITY_KEY_CHALLENGE,
                    "Ask for a new challenge for exactly this: this one was used, is over, or was"
                        + " given to another person or for something else.")));
  }

  private Decision<SecurityKey> key(Intake intake, KeyAssertion assertion) {
    return usable(intake.caller(), intake.context().deadline()).stream()
        .filter(key -> key.credentialId().equals(assertion.credentialId()))
        .findFirst()
        .<Decision<SecurityKey>>map(Decision::cleared)
        .orElseGet(() ->
            Decision.refused(
                new Refusal.PolicyDenied(
                    Reason.SECURITY_KEY_STATE,
                    "This is no active security key of yours: look at your keys.")));
  }

  private List<SecurityKey> usable(Caller caller, Deadline deadline) {
    return parts().store().of(caller.tenant(), deadline).stream()
        .filter(key -> SecurityKeyState.of(key) == SecurityKeyState.ACTIVE)
        .filter(key -> key.owner().equals(PersonForm.of(caller)))
        .toList();
  }

  private Decision<Bytes> signed(
      Intake intake, Bytes document, SecurityKey key, KeyAssertion assertion) {
    long counted = -1;
    try {
      for (AssertionVerifier verifier : parts().verifiers()) {
        counted =
            verifier
                .verify(
                    parts().rules().party(), document.sha256().bytes(), key.publicKey(), assertion)
                .signCount();
      }
    } catch (InvalidAssertion refusal) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.SECURITY_KEY_ASSERTION,
              "What the security key signed does not count: " + Labels.of(refusal.fault()) + "."));
    }
    intake.context().facts().ofSecurityKey(key.id(), SecurityKeyState.ACTIVE.label());
    // A key that has no counter says 0 each time (WebAuthn Level 3 §7.2, step 22).
    boolean counts = counted != 0 || key.signCount() != 0;
    if (counts && counted <= key.signCount()) {
      return suspended(intake, key, counted);
    }
    if (!parts()
        .store()
        .count(key.tenant(), key.id(), key.signCount(), counted, intake.context().deadline())) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.SECURITY_KEY_CHALLENGE,
              "This key signed something else at the same time; ask for a new challenge."));
    }
    Bytes proof =
        new SecurityKeyProof(
                document,
                key.id().value(),
                key.publicKey(),
                parts().rules().party().id(),
                assertion)
            .form()
            .bytes();
    return Decision.cleared(proof);
  }

  /** Somebody may have a copy of the key: it signs no more. */
  private <T> Decision<T> suspended(Intake intake, SecurityKey key, long counted) {
    Caller caller = intake.caller();
    Act act =
        new Act(
            PersonForm.of(caller),
            caller.auditId(),
            "its counter went from " + key.signCount() + " to " + counted);
    parts()
        .store()
        .step(key.with(new Step(Deed.SUSPENDED, now(), act, null)), intake.context().deadline());
    intake.context().facts().ofSecurityKey(key.id(), SecurityKeyState.SUSPENDED.label());
    return Decision.refused(
        new Refusal.PolicyDenied(
            Reason.SECURITY_KEY_COUNTER,
            "The counter of this security key went back, so that there may be a copy of it: it is"
                + " suspended. Find out why, and register another one."));
  }

  SecurityKeyParts parts() {
    if (parts == null) {
      throw new IllegalStateException("this service has no security keys");
    }
    return parts;
  }

  /** As exact as it is told and kept. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
