package org.stellaops.signer.core.securitykey;

import java.util.List;
import java.util.Set;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.audit.ActStep;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ActBody;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyRegistrations;
import org.stellaops.signer.ports.SecurityKeyRegistrations.NewCredential;
import org.stellaops.signer.ports.SecurityKeyRegistrations.Registration;
import org.stellaops.signer.ports.SecurityKeyStore.Deed;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;
import org.stellaops.signer.ports.SecurityKeyStore.Step;

/** Makes a person's security key known. It is pending then, and signs nothing. */
public final class KeyRegistration {

  private static final String LABEL = "label";
  private static final int LONGEST_LABEL = 64;

  /** Of one person, those that have not ended. */
  private static final int MOST_KEYS = 10;

  private static final Set<String> TRANSPORTS =
      Set.of("usb", "nfc", "ble", "smart-card", "hybrid", "internal");

  private final KeySignatures signatures;

  public KeyRegistration(KeySignatures signatures) {
    this.signatures = signatures;
  }

  /** Begins: the answer says what to give to {@code navigator.credentials.create()}. */
  public Decision<CanonicalWriter> offer(Intake intake) {
    return body(intake, LABEL)
        .then(body -> label(body))
        .then(label -> roomFor(intake).map(own -> offer(intake, label, own)));
  }

  private CanonicalWriter offer(Intake intake, String label, List<SecurityKey> own) {
    Person person = PersonForm.of(intake.caller());
    String handle = Bytes.utf8(PersonForm.of(person).bytes().utf8()).sha256().bytes().base64Url();
    return signatures
        .opened(intake, document(label))
        .string("schema", "https://stella-ops.org/schemas/signer/security-key-offer/v1")
        .value("algorithms", algorithms())
        .strings("exclude", own.stream().map(key -> key.credentialId().base64Url()).toList())
        .object(
            "user",
            CanonicalWriter.object().string("id", handle).string("name", person.client().value()));
  }

  private static JsonArray algorithms() {
    return JsonArray.of(SecurityKeyRegistrations.ALGORITHMS.stream().map(JsonNumber::of).toList());
  }

  /**
   * Ends it.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> register(Intake intake) {
    return body(intake, LABEL, KeySignatures.MEMBER)
        .then(body ->
            label(body).then(label -> roomFor(intake).then(own -> register(intake, body, label))));
  }

  private static Decision<ActBody> body(Intake intake, String... others) {
    return SecurityKeyOperations.body(intake, others);
  }

  private Decision<CanonicalWriter> register(Intake intake, ActBody body, String label) {
    Given given;
    try {
      given = Given.read(body.members().object(KeySignatures.MEMBER));
    } catch (InvalidJson malformed) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.SECURITY_KEY_REGISTRATION,
              "securityKey has nonce, credentialId, clientDataJSON and attestationObject, each"
                  + " base64url without padding, and may have transports."));
    }
    return signatures
        .document(intake, given.nonce(), document(label))
        .then(document -> verified(document, given.registration()))
        .then(made -> added(intake, made, label, given.transports(), body.reason()));
  }

  private Decision<NewCredential> verified(Bytes document, Registration registration) {
    try {
      NewCredential made =
          signatures
              .parts()
              .registrations()
              .verify(signatures.parts().rules().party(), document.sha256().bytes(), registration);
      Set<String> models = signatures.parts().rules().models();
      return models.isEmpty() || models.contains(made.model())
          ? Decision.cleared(made)
          : Decision.refused(
              new Refusal.PolicyDenied(
                  Reason.SECURITY_KEY_REGISTRATION,
                  "Keys of this model are not taken here: the operator names the models."));
    } catch (InvalidAssertion refusal) {
      return Decision.refused(
          new Refusal.PolicyDenied(
              Reason.SECURITY_KEY_REGISTRATION,
              "What the security key says does not count: "
                  + Labels.of(refusal.fault())
                  + ". Register it by a page of this service, with its PIN; attestation is none or"
                  + " packed."));
    }
  }

  private Decision<CanonicalWriter> added(
      Intake intake, NewCredential made, String label, List<String> transports, String reason) {
    Person person = PersonForm.of(intake.caller());
    Act act = new Act(person, intake.caller().auditId(), reason);
    SecurityKey key =
        new SecurityKey(
            intake.caller().tenant(),
            intake.caller().auditId(),
            person,
            made.credentialId(),
            made.publicKey(),
            made.signCount(),
            made.model(),
            label,
            transports,
            List.of(new Step(Deed.REGISTERED, signatures.now(), act, null)));
    if (!signatures.parts().store().add(key, intake.context().deadline())) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.SECURITY_KEY_STATE, "This credential is registered already."));
    }
    intake.context().facts().ofSecurityKey(key.id(), SecurityKeyState.PENDING.label());
    intake
        .context()
        .facts()
        .acted(
            reason,
            null,
            new ActOutcome(ActStep.PROPOSED, null, SecurityKeyState.PENDING.label(), List.of()));
    return Decision.cleared(
        SecurityKeyForms.keys(signatures.parts().rules(), List.of(key), person));
  }

  /** The person's keys that have not ended, if there may be one more. */
  private Decision<List<SecurityKey>> roomFor(Intake intake) {
    Person person = PersonForm.of(intake.caller());
    List<SecurityKey> own =
        signatures
            .parts()
            .store()
            .of(intake.caller().tenant(), intake.context().deadline())
            .stream()
            .filter(key -> !key.owner().isAnotherThan(person))
            .filter(key -> !SecurityKeyState.of(key).hasEnded())
            .toList();
    return own.size() < MOST_KEYS
        ? Decision.cleared(own)
        : Decision.refused(
            new Refusal.InvalidRequest(
                Reason.SECURITY_KEY_STATE,
                "You have " + own.size() + " security keys; revoke one that you do not use."));
  }

  private static Decision<String> label(ActBody body) {
    try {
      String label = body.members().string(LABEL);
      if (Act.isReason(label) && label.length() <= LONGEST_LABEL) {
        return Decision.cleared(label);
      }
    } catch (InvalidJson absent) {
      // As one that is none.
    }
    return Decision.refused(
        new Refusal.InvalidRequest(
            Reason.ACT_BODY,
            "Send label too, 1 to "
                + LONGEST_LABEL
                + " printable characters by which you know the key."));
  }

  private static ToSign document(String label) {
    return () ->
        CanonicalWriter.object()
            .string(LABEL, label)
            .string("schema", "https://stella-ops.org/schemas/signer/security-key-registration/v1");
  }

  private record Given(Bytes nonce, Registration registration, List<String> transports) {

    static Given read(JsonObject object) throws InvalidJson {
      object.allowOnly(
          KeySignatures.NONCE, "credentialId", "clientDataJSON", "attestationObject", "transports");
      List<String> transports =
          object.has("transports") ? object.array("transports").strings() : List.of();
      return new Given(
          object.base64Url(KeySignatures.NONCE),
          new Registration(
              object.base64Url("credentialId"),
              object.base64Url("clientDataJSON"),
              object.base64Url("attestationObject")),
          // Browsers learn of new ones; of what is not known, nothing is kept.
          transports.stream().filter(TRANSPORTS::contains).distinct().sorted().toList());
    }
  }
}
