package org.stellaops.signer.core.statement;

import java.util.Objects;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.audit.StatementFacts;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.statement.SignOptions.ReportPolicy;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/** Reads a received body as a request to sign a statement or an export. */
public final class StatementGate {

  private final Parses parses;

  /**
   * @param parses the turns of whatever takes long, which others share
   */
  public StatementGate(Parses parses) {
    this.parses = parses;
  }

  public Decision<Received> read(Intake intake) {
    return parses
        .run(
            intake.caller().tenant(),
            intake.caller().policy().policies().areShared(),
            intake.size(),
            intake.context().deadline(),
            () -> read(intake.caller(), intake.takeBody()))
        .then(request -> received(intake, request));
  }

  private static Decision<SignRequest> read(Caller caller, Bytes body) {
    return caller.operation() instanceof Operation.SignExport
        ? ExportRequestReader.read(body, caller.tenant())
        : SignRequestReader.read(body);
  }

  private static Decision<Received> received(Intake intake, SignRequest request) {
    ReportPolicy claimed = request.options().reportPolicy();
    ComposedExport export = request.export();
    Digest claimedByExport = export == null ? null : export.policyDigest();
    StatementFacts facts =
        StatementFacts.of(
            request.subjects(),
            request.predicateType(),
            request.payload(),
            request.payloadSha256(),
            claimed == null ? Objects.toString(claimedByExport, null) : claimed.digest(),
            claimed == null ? null : claimed.viewSet());
    intake.context().facts().received(facts);
    return Decision.cleared(new Received(intake, request));
  }
}
