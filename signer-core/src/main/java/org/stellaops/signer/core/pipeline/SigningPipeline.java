package org.stellaops.signer.core.pipeline;

import java.util.function.Function;
import org.stellaops.signer.core.admission.AdmissionGate;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.caller.CallerGate;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.entitlement.EntitlementGate;
import org.stellaops.signer.core.idempotency.IdempotencyGate;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.intake.IntakeGate;
import org.stellaops.signer.core.lifecycle.Concluded;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.release.ReleaseGate;
import org.stellaops.signer.core.reservation.ReservationGate;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.signing.SigningStep;
import org.stellaops.signer.core.statement.StatementGate;

/**
 * One signature, start to finish. Each gate needs what only the gate above it can make, so that
 * none can be left out or moved: the constructors of that evidence are private to the gates'
 * packages.
 */
public final class SigningPipeline {

  private final CallerGate callers;
  private final IntakeGate receiving;
  private final StatementGate statements;
  private final EntitlementGate entitlements;
  private final IdempotencyGate repeats;
  private final AdmissionGate admission;
  private final ReleaseGate releases;
  private final ReservationGate reservations;
  private final SigningStep sealing;
  private final RequestLifecycle lifecycle;
  private final SealGuard seal;

  public SigningPipeline(
      CallerGate callers,
      IntakeGate receiving,
      StatementGate statements,
      EntitlementGate entitlements,
      IdempotencyGate repeats,
      AdmissionGate admission,
      ReleaseGate releases,
      ReservationGate reservations,
      SigningStep sealing,
      RequestLifecycle lifecycle,
      SealGuard seal) {
    this.callers = callers;
    this.receiving = receiving;
    this.statements = statements;
    this.entitlements = entitlements;
    this.repeats = repeats;
    this.admission = admission;
    this.releases = releases;
    this.reservations = reservations;
    this.sealing = sealing;
    this.lifecycle = lifecycle;
    this.seal = seal;
  }

  public Response sign(IncomingRequest incoming) {
    return lifecycle.follow(incoming, this::sign);
  }

  private Decision<Concluded> sign(RequestContext context) {
    return Decision.cleared(context)
        .then(context.timed("identify", callers::identify)) // who asks?       (transaction 1)
        .then(context.timed("receive", body(context))) //          what comes, bounded
        .then(context.timed("parse", statements::read)) //       what is asked?
        .then(context.timed("entitle", entitlements::entitle)) //  is it paid for?
        .then(context.timed("recall", repeats::recall)) //         was it answered before?
        .then(context.timed("admit", admission::admit)) //         may this key sign this?
        .then(context.timed("release", releases::release)) //      is the scanner released?
        .then(context.timed("reserve", reservations::reserve)) //  charged, intended (transaction 2)
        .map(context.measured("seal", sealing::seal)); //          signed, checked (transaction 3)
  }

  /** A seal is told of early; what holds is asked again when the key is used. */
  private Function<Caller, Decision<Intake>> body(RequestContext context) {
    return caller -> {
      seal.requireUnsealed();
      return receiving.receive(context, caller);
    };
  }
}
