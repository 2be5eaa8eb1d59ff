package org.stellaops.signer.core.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.BundleExaminer.Examination;
import org.stellaops.signer.ports.Check;

/** A yes as the answer has it. */
final class VerdictForm {

  private static final String SCHEMA = "https://stella-ops.org/schemas/signer/verdict/v1";

  private VerdictForm() {}

  static CanonicalWriter of(
      Intake intake,
      Examination found,
      Optional<PreAuthEncoding> signed,
      List<Check> checks,
      TrustChoice trust) {
    List<String> keys = new ArrayList<>();
    List<CanonicalWriter> identities = new ArrayList<>();
    for (SignerIdentity signer : found.signers()) {
      switch (signer) {
        case KeyIdentity(var key) -> keys.add(key.fingerprint().toString());
        case CertificateIdentity identity ->
            identities.add(
                CanonicalWriter.object()
                    .string("issuer", identity.issuer())
                    .string("subject", identity.subject()));
      }
    }
    CanonicalWriter form =
        CanonicalWriter.object()
            .string("auditId", intake.caller().auditId().value())
            .objects("checks", checks.stream().map(VerdictForm::form).toList())
            .objects("identities", identities)
            .string("schema", SCHEMA)
            .strings("signers", keys)
            .number("threshold", trust.signers().threshold())
            .bool("verified", true);
    found.trustedTime().ifPresent(time -> form.time("trustedTime", time));
    signed.ifPresent(content -> {
      form.string("paeSha256", content.sha256().hex())
          .string("payloadSha256", content.payload().sha256().hex());
      statement(content).ifPresent(statement -> form.object("statement", form(statement)));
    });
    return form;
  }

  private static Optional<Statement> statement(PreAuthEncoding content) {
    try {
      return Optional.of(StatementReader.read(content.payload()));
    } catch (InvalidField e) {
      return Optional.empty();
    }
  }

  static CanonicalWriter form(Check check) {
    return CanonicalWriter.object()
        .string("detail", check.detail())
        .string("name", check.name())
        .string("outcome", check.outcome().label());
  }

  private static CanonicalWriter form(Statement statement) {
    return CanonicalWriter.object()
        .string("predicateType", statement.predicateType())
        .objects("subject", statement.subjects().stream().map(VerdictForm::form).toList())
        .string("type", statement.type());
  }

  private static CanonicalWriter form(Subject subject) {
    CanonicalWriter digests = CanonicalWriter.object();
    for (Map.Entry<String, String> each : new TreeMap<>(subject.digests()).entrySet()) {
      digests.string(each.getKey(), each.getValue());
    }
    return CanonicalWriter.object().object("digest", digests).string("name", subject.name());
  }
}
