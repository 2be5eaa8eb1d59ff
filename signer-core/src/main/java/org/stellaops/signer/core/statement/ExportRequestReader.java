package org.stellaops.signer.core.statement;

import java.util.Set;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignOptions.ReturnBundle;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;

/**
 * Reads the body of a request to sign an export, and composes what is signed. Files are listed by
 * the caller and never seen here; nothing of the list is corrected.
 */
final class ExportRequestReader {

  private static final Set<String> MEMBERS =
      Set.of("export", "scannerImageDigest", "scannerIndexDigest", "poe", "options");

  private ExportRequestReader() {}

  /**
   * Reads {@code body}; what is wrong with it is refused with its path.
   *
   * @param tenant who asks
   */
  static Decision<SignRequest> read(Bytes body, Tenant tenant) {
    try {
      return Decision.cleared(
          assemble(StrictJson.object(body, RequestMembers.limits(body.size())), tenant));
    } catch (InvalidJson wrong) {
      return Decision.refused(RequestMembers.refusal(wrong, wrong.path()));
    } catch (InvalidField wrong) {
      return Decision.refused(RequestMembers.refusal(wrong.reason(), wrong.path(), wrong.advice()));
    }
  }

  private static SignRequest assemble(CanonicalObject body, Tenant tenant)
      throws InvalidJson, InvalidField {
    RequestMembers.allowOnly(body, MEMBERS);
    ExportOrder order = order(RequestMembers.required(body, "export"));
    SignOptions options = options(body);
    ComposedExport export = ComposedExport.of(order, tenant);
    Bytes manifest = export.manifest().content();
    return new SignRequest(
        StatementReader.read(export.provenance().content()).subjects(),
        DocumentTypes.EXPORT,
        export.manifest().enveloped(),
        manifest.sha256(),
        null,
        RequestMembers.proof(body),
        RequestMembers.scanner(body),
        RequestMembers.scannerIndex(body),
        options,
        export);
  }

  /** The member is read by itself, so that its paths begin anew. */
  private static ExportOrder order(CanonicalObject.Member member) throws InvalidJson, InvalidField {
    if (member.value().at(0) != '{') {
      throw new InvalidField(Reason.JSON_WRONG_TYPE, member.path(), "Send an object.");
    }
    return ExportOrder.read(member);
  }

  private static SignOptions options(CanonicalObject body) throws InvalidJson, InvalidField {
    SignOptions options = OptionsReader.read(RequestMembers.object(body, "options"));
    if (options.returnBundle() != ReturnBundle.BOTH) {
      throw new InvalidField(
          Reason.OPTION_VALUE,
          "$.options.returnBundle",
          "Leave returnBundle out: an export has both forms.");
    }
    if (options.reportPolicy() != null) {
      throw new InvalidField(
          Reason.OPTION_VALUE,
          "$.options.policy",
          "Leave policy out: an export has its policy's digest in export.policyDigest.");
    }
    return options;
  }
}
