package org.stellaops.signer.core.securitykey;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.audit.ActStep;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ActBody;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore.Deed;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;
import org.stellaops.signer.ports.SecurityKeyStore.Step;

/**
 * What persons do about security keys. A key that was registered signs nothing until somebody has
 * confirmed it: the signature of a key that is active already, of its owner's or of another person,
 * or, for the first key that a tenant ever has, the token of another person. So one stolen token
 * registers no key that counts.
 */
public final class SecurityKeyOperations {

  private static final String VERB = "verb";

  private final KeySignatures signatures;

  public SecurityKeyOperations(KeySignatures signatures) {
    this.signatures = signatures;
  }

  /** Whether the caller's tenant has security keys at all. */
  public Decision<Caller> allowed(Caller caller) {
    return signatures.allowed(caller);
  }

  /** Those of the tenant, oldest first. */
  public Decision<CanonicalWriter> list(RequestContext context, Caller caller) {
    return Decision.cleared(
        SecurityKeyForms.keys(
            signatures.parts().rules(),
            signatures.parts().store().of(caller.tenant(), context.deadline()),
            PersonForm.of(caller)));
  }

  /**
   * Changes a key's life.
   *
   * @param id as the caller wrote it, unchecked
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> change(Intake intake, String id, SecurityKeyVerb verb) {
    return body(intake, KeySignatures.MEMBER)
        .then(body -> find(intake, id).then(key -> change(intake, key, verb, body)));
  }

  private Decision<CanonicalWriter> change(
      Intake intake, SecurityKey key, SecurityKeyVerb verb, ActBody body) {
    ToSign what = document(key, verb, body.reason());
    return permitted(key, verb)
        .then(known ->
            isSignedByToken(intake, key, verb, body.members())
                ? Decision.<Optional<Bytes>>cleared(Optional.empty())
                : signatures.taken(intake, body.members(), what).map(Optional::of))
        .then(proof -> proof.isPresent() ? Decision.cleared(proof) : vouched(intake, key, verb))
        .then(proof -> {
          Deed deed = verb == SecurityKeyVerb.CONFIRM ? Deed.CONFIRMED : Deed.REVOKED;
          return step(intake, key, deed, body.reason(), proof);
        });
  }

  private static Decision<SecurityKey> permitted(SecurityKey key, SecurityKeyVerb verb) {
    SecurityKeyState state = SecurityKeyState.of(key);
    boolean fits =
        switch (verb) {
          case CONFIRM -> state == SecurityKeyState.PENDING;
          case REVOKE -> !state.hasEnded();
        };
    return fits
        ? Decision.cleared(key)
        : Decision.refused(
            new Refusal.InvalidRequest(
                Reason.SECURITY_KEY_STATE,
                "This security key is "
                    + state.label()
                    + "; to "
                    + verb.label()
                    + ", it has to be pending"
                    + (verb == SecurityKeyVerb.CONFIRM ? "." : " or active.")));
  }

  /** Whether the caller's token is enough for it, where no key signs. */
  private boolean isSignedByToken(
      Intake intake, SecurityKey key, SecurityKeyVerb verb, JsonObject body) {
    if (body.has(KeySignatures.MEMBER)) {
      return false;
    }
    Person caller = PersonForm.of(intake.caller());
    return switch (verb) {
      // What is lost cannot sign; and what is pending yet signs nothing. Whoever may be the owner
      // is
      // not the owner.
      case REVOKE ->
          caller.equals(key.owner()) || SecurityKeyState.of(key) == SecurityKeyState.PENDING;
      case CONFIRM -> !caller.isAnotherThan(key.owner()) || begins(intake);
    };
  }

  /** Whether there is no key yet that could confirm another. */
  private boolean begins(Intake intake) {
    List<SecurityKey> all =
        signatures.parts().store().of(intake.caller().tenant(), intake.context().deadline());
    boolean anew =
        signatures.parts().rules().beginAnew().contains(intake.caller().tenant())
            && all.stream().noneMatch(each -> SecurityKeyState.of(each) == SecurityKeyState.ACTIVE);
    return anew || all.stream().noneMatch(SecurityKeyState::wasActive);
  }

  /** Nobody vouches for oneself by a token. */
  private static Decision<Optional<Bytes>> vouched(
      Intake intake, SecurityKey key, SecurityKeyVerb verb) {
    return verb == SecurityKeyVerb.CONFIRM
            && !PersonForm.of(intake.caller()).isAnotherThan(key.owner())
        ? Decision.refused(
            new Refusal.PolicyDenied(
                Reason.OWN_SECURITY_KEY,
                "You registered this key: have another key of yours sign, or another person"
                    + " confirm it."))
        : Decision.cleared(Optional.empty());
  }

  private Decision<CanonicalWriter> step(
      Intake intake, SecurityKey key, Deed deed, String reason, Optional<Bytes> proof) {
    Person person = PersonForm.of(intake.caller());
    Act act = new Act(person, intake.caller().auditId(), reason);
    SecurityKey after = key.with(new Step(deed, signatures.now(), act, proof.orElse(null)));
    if (!signatures.parts().store().step(after, intake.context().deadline())) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.SECURITY_KEY_STATE,
              "Somebody else did something with this key at the same time; look at it again."));
    }
    proof.ifPresent(intake.context().facts()::proven);
    return Decision.cleared(told(intake, after, ActStep.DONE));
  }

  private CanonicalWriter told(Intake intake, SecurityKey key, ActStep step) {
    RequestFacts facts = intake.context().facts();
    SecurityKeyState state = SecurityKeyState.of(key);
    facts.ofSecurityKey(key.id(), state.label());
    facts.acted(
        key.last().act().reason(), null, new ActOutcome(step, null, state.label(), List.of()));
    return SecurityKeyForms.keys(
        signatures.parts().rules(), List.of(key), PersonForm.of(intake.caller()));
  }

  /** Asks for a key's signature on a change of this key. */
  public Decision<CanonicalWriter> ask(Intake intake, String id) {
    return body(intake, VERB)
        .then(body ->
            find(intake, id)
                .then(key ->
                    verb(body)
                        .then(verb ->
                            permitted(key, verb)
                                .map(known ->
                                    signatures.ask(
                                        intake, document(known, verb, body.reason()))))));
  }

  private static Decision<SecurityKeyVerb> verb(ActBody body) {
    try {
      return SecurityKeyVerb.ofLabel(body.members().string(VERB))
          .<Decision<SecurityKeyVerb>>map(Decision::cleared)
          .orElseGet(() -> malformed("verb is confirm or revoke."));
    } catch (InvalidJson absent) {
      return malformed("Send verb too: confirm or revoke.");
    }
  }

  private static ToSign document(SecurityKey key, SecurityKeyVerb verb, String reason) {
    return () ->
        CanonicalWriter.object()
            .string("label", key.label())
            .object("owner", PersonForm.of(key.owner()))
            .string("publicKey", key.publicKey().base64Url())
            .string("reason", reason)
            .string("schema", "https://stella-ops.org/schemas/signer/security-key-act/v1")
            .string("securityKey", key.id().value())
            .string(VERB, verb.label());
  }

  static Decision<ActBody> body(Intake intake, String... others) {
    Decision<ActBody> read =
        ActBody.read(intake.takeBody(), others)
            .<Decision<ActBody>>map(Decision::cleared)
            .orElseGet(() ->
                malformed(
                    "Send a JSON object with reason, 1 to "
                        + Act.LONGEST_REASON
                        + " printable characters that say why, and what else openapi.json has."));
    return read.map(body -> {
      intake.context().facts().actAsked(body.reason(), null);
      return body;
    });
  }

  private static <T> Decision<T> malformed(String advice) {
    return Decision.refused(new Refusal.InvalidRequest(Reason.ACT_BODY, advice));
  }

  private Decision<SecurityKey> find(Intake intake, String id) {
    Optional<SecurityKey> found =
        signatures
            .parts()
            .store()
            .of(intake.caller().tenant(), intake.context().deadline())
            .stream()
            .filter(key -> key.id().value().equals(id))
            .findFirst();
    found.ifPresent(
        key -> intake.context().facts().ofSecurityKey(key.id(), SecurityKeyState.of(key).label()));
    return found
        .<Decision<SecurityKey>>map(Decision::cleared)
        .orElseGet(() -> Decision.refused(new Refusal.NotFound(Reason.SECURITY_KEY)));
  }
}
