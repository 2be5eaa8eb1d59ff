package org.stellaops.signer.core.statement;

import org.stellaops.signer.core.audit.StatementFacts;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.statement.SignOptions.ReportPolicy;

/** Reads a received body as a request to sign a statement. */
public final class StatementGate {

  private final Parses parses = Parses.leavingOneProcessor();

  public Decision<Received> read(Intake intake) {
    return parses
        .run(
            intake.caller().tenant(),
            intake.caller().policy().policies().areShared(),
            intake.size(),
            intake.context().deadline(),
            () -> SignRequestReader.read(intake.takeBody()))
        .then(request -> received(intake, request));
  }

  private static Decision<Received> received(Intake intake, SignRequest request) {
    ReportPolicy claimed = request.options().reportPolicy();
    StatementFacts facts =
        StatementFacts.of(
            request.subjects(),
            request.predicateType(),
            request.payload(),
            request.payloadSha256(),
            claimed == null ? null : claimed.digest(),
            claimed == null ? null : claimed.viewSet());
    intake.context().facts().received(facts);
    return Decision.cleared(new Received(intake, request));
  }
}
