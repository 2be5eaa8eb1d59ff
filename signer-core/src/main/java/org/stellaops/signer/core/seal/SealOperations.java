package org.stellaops.signer.core.seal;

import java.util.List;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.audit.ActStep;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ActBody;
import org.stellaops.signer.core.intake.ActForm;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SealStore.SealState;

/** What operators may do with the seal: one stops all signing, two let it go on. */
public final class SealOperations {

  private static final int MOST_EVENTS = 100;

  private final SealGuard guard;
  private final SealRules rules;

  public SealOperations(SealGuard guard, SealRules rules) {
    this.guard = guard;
    this.rules = rules;
  }

  /** Whether the caller is one of the operators. */
  public Decision<Caller> operator(Caller caller) {
    return rules.operators().contains(caller.tenant())
        ? Decision.cleared(caller)
        : Decision.refused(
            new Refusal.PolicyDenied(
                Reason.NOT_AN_OPERATOR,
                rules.operators().isEmpty()
                    ? "Nobody may: seal.operators is empty. Whoever runs the service names a tenant"
                        + " there and restarts it."
                    : "Ask an operator: your tenant is none of seal.operators."));
  }

  public Decision<CanonicalWriter> read(RequestContext context) {
    return Decision.cleared(form(guard.refresh(context.deadline()), context));
  }

  public Decision<CanonicalWriter> seal(Intake intake) {
    return act(intake)
        .map(act -> done(intake, act, guard.seal(act, intake.context().deadline()), ActStep.DONE));
  }

  public Decision<CanonicalWriter> unseal(Intake intake) {
    return act(intake)
        .map(act -> {
          SealState state = guard.unseal(act, rules.unsealWithin(), intake.context().deadline());
          return done(intake, act, state, state.sealed() ? ActStep.PROPOSED : ActStep.DONE);
        });
  }

  private CanonicalWriter done(Intake intake, Act act, SealState state, ActStep step) {
    intake
        .context()
        .facts()
        .acted(
            act.reason(),
            null,
            new ActOutcome(step, null, state.sealed() ? "sealed" : "not-sealed", List.of()));
    return form(state, intake.context());
  }

  private static Decision<Act> act(Intake intake) {
    Caller caller = intake.caller();
    return ActBody.read(intake.takeBody())
        .<Decision<Act>>map(body -> {
          intake.context().facts().actAsked(body.reason(), null);
          return Decision.cleared(
              new Act(
                  new Person(
                      caller.issuer().orElse(null),
                      caller.tenant(),
                      caller.client(),
                      caller.person().orElse(null),
                      caller.subject().orElse(null)),
                  caller.auditId(),
                  body.reason()));
        })
        .orElseGet(() ->
            Decision.refused(
                new Refusal.InvalidRequest(
                    Reason.ACT_BODY,
                    "Send a JSON object with the one member reason: 1 to "
                        + Act.LONGEST_REASON
                        + " printable characters that say why.")));
  }

  private CanonicalWriter form(SealState state, RequestContext context) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .objects(
                "history",
                guard.history(MOST_EVENTS, context.deadline()).stream()
                    .map(event -> ActForm.of(event.deed(), event.at(), event.act()))
                    .toList())
            .string("schema", "https://stella-ops.org/schemas/signer/seal/v1")
            .bool("sealed", state.sealed() || guard.isStoppedHereAlone());
    state.waiting().ifPresent(waiting -> form.time("unsealingUntil", waiting.until()));
    return form;
  }
}
