package org.stellaops.signer.core.bypass;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.audit.ActStep;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.core.bypass.BypassGuard.Approved;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ActBody;
import org.stellaops.signer.core.intake.ActForm;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.BypassStore.Stored;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;

/** What operators do with emergency bypasses: open what two persons signed, end it, look at all. */
public final class BypassOperations {

  private static final String SCHEMA = "https://stella-ops.org/schemas/signer/bypass/v1";

  private final BypassGuard guard;

  public BypassOperations(BypassGuard guard) {
    this.guard = guard;
  }

  /** Whether the caller is one of the operators. */
  public Decision<Caller> operator(Caller caller) {
    return guard.isPossible() && guard.rules().operators().contains(caller.tenant())
        ? Decision.cleared(caller)
        : Decision.refused(
            new Refusal.PolicyDenied(
                Reason.BYPASS_OFF,
                "Your tenant is none of bypass.operators, or bypass.approvers is empty; ask"
                    + " whoever runs the service."));
  }

  public Decision<CanonicalWriter> read(RequestContext context) {
    return Decision.cleared(form(context));
  }

  /**
   * Opens the bypass that the body is a record of.
   *
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> open(Intake intake) {
    Bytes document = intake.takeBody();
    Optional<Approved> read = guard.approved(document);
    if (read.isEmpty()) {
      return denied(
          Reason.BYPASS_RECORD,
          "Send a record that stella bypass create made and two of bypass.approvers signed.");
    }
    BypassRecord record = read.get().record();
    Caller caller = intake.caller();
    Optional<String> wrong = wrong(record, caller);
    if (wrong.isPresent()) {
      return denied(Reason.BYPASS_RECORD, wrong.get());
    }
    Act act = new Act(person(caller), caller.auditId(), record.reason());
    intake.context().facts().ofBypass(record.id());
    intake.context().facts().actAsked(record.reason(), null);
    return guard.take(record.id(), document, act, intake.context().deadline())
        ? done(intake, act, Deed.OPENED)
        : denied(
            Reason.BYPASS_USED,
            "This record was opened before; have a new one signed, also where it was ended.");
  }

  private Decision<CanonicalWriter> done(Intake intake, Act act, Deed deed) {
    ActOutcome outcome = new ActOutcome(ActStep.DONE, null, Labels.of(deed), List.of());
    intake.context().facts().acted(act.reason(), null, outcome);
    return Decision.cleared(form(intake.context()));
  }

  private Optional<String> wrong(BypassRecord record, Caller caller) {
    if (!record.service().equals(guard.rules().service())) {
      return Optional.of("The record is for another service than " + guard.rules().service() + ".");
    }
    if (record.time().compareTo(guard.rules().longest()) > 0) {
      return Optional.of(
          "The record is for longer than this service allows: "
              + guard.rules().longest().toMinutes()
              + " minutes.");
    }
    if (!guard.holds(record)) {
      return Optional.of(
          "The record holds from "
              + record.notBefore()
              + " until "
              + record.notAfter()
              + ", and now is "
              + guard.now()
              + ".");
    }
    boolean known =
        caller
            .policy()
            .policies()
            .tenant(record.tenant())
            .filter(policy -> policy.plans().contains(record.plan()))
            .isPresent();
    return known
        ? Optional.empty()
        : Optional.of("This service has no such tenant with this plan.");
  }

  /**
   * Ends one at once, for good.
   *
   * @param id as the caller wrote it, unchecked
   * @throws org.stellaops.signer.ports.DependencyUnavailable the store does not take it
   */
  public Decision<CanonicalWriter> end(Intake intake, String id) {
    Optional<ActBody> body = ActBody.read(intake.takeBody());
    if (body.isEmpty()) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.ACT_BODY,
              "Send a JSON object with the one member reason: 1 to "
                  + Act.LONGEST_REASON
                  + " printable characters that say why."));
    }
    Caller caller = intake.caller();
    Act act = new Act(person(caller), caller.auditId(), body.get().reason());
    try {
      Digest named = Digest.parse("sha256:" + id);
      intake.context().facts().actAsked(act.reason(), null);
      intake.context().facts().ofBypass(named);
      return guard.end(named, act, intake.context().deadline())
          ? done(intake, act, Deed.ENDED)
          : Decision.refused(new Refusal.NotFound(Reason.BYPASS));
    } catch (IllegalArgumentException noId) {
      return Decision.refused(new Refusal.NotFound(Reason.BYPASS));
    }
  }

  private CanonicalWriter form(RequestContext context) {
    return CanonicalWriter.object()
        .objects("bypasses", guard.all(context.deadline()).stream().map(this::form).toList())
        .string("schema", SCHEMA);
  }

  private CanonicalWriter form(Stored stored) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("id", stored.id().hex())
            .object("opened", ActForm.of(Deed.OPENED, stored.opened().at(), stored.opened().act()));
    stored
        .ended()
        .ifPresent(ended -> form.object("ended", ActForm.of(Deed.ENDED, ended.at(), ended.act())));
    Optional<Approved> read = guard.approved(stored.record());
    if (read.isPresent()) {
      BypassRecord record = read.get().record();
      form.strings("approvers", read.get().by())
          .time("notAfter", record.notAfter())
          .time("notBefore", record.notBefore())
          .string("plan", record.plan().value())
          .string("tenant", record.tenant().value());
    }
    boolean open =
        stored.ended().isEmpty() && read.filter(each -> guard.holds(each.record())).isPresent();
    return form.base64("record", stored.record()).bool("open", open);
  }

  private enum Deed {
    OPENED,
    ENDED
  }

  private static Person person(Caller caller) {
    return new Person(
        caller.issuer().orElse(null),
        caller.tenant(),
        caller.client(),
        caller.person().orElse(null),
        caller.subject().orElse(null));
  }

  private static <T> Decision<T> denied(Reason reason, String advice) {
    return Decision.refused(new Refusal.PolicyDenied(reason, advice));
  }
}
