package org.stellaops.signer.core.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.stellaops.signer.core.audit.RequestFacts.SignedFacts;
import org.stellaops.signer.core.statement.ComposedExport;
import org.stellaops.signer.core.statement.ComposedExport.Document;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.Signable;

/**
 * The answer to a request to sign an export: its documents, each in its envelope with every
 * signature, and for each key a detached signature and a bundle of both kinds.
 */
public final class ExportAnswer implements ComposedAnswer {

  /** One document, and in the order of their key ids the signatures over its two messages. */
  private record Tuple(Document document, List<SignedBy> enveloped, List<SignedBy> plain) {}

  private final List<Tuple> tuples;
  private final Terms terms;
  private final AuditId auditId;

  private ExportAnswer(List<Tuple> tuples, Terms terms, AuditId auditId) {
    this.tuples = tuples;
    this.terms = terms;
    this.auditId = auditId;
  }

  static ExportAnswer of(
      ComposedExport export, List<SignedBy> signatures, Terms terms, AuditId auditId) {
    List<Tuple> tuples =
        export.documents().stream()
            .map(each ->
                new Tuple(each, over(each.enveloped(), signatures), over(each.plain(), signatures)))
            .toList();
    long signers = tuples.get(0).enveloped().size();
    boolean whole =
        tuples.stream()
            .flatMap(each -> Stream.of(each.enveloped(), each.plain()))
            .allMatch(over -> isBySigners(over, signers));
    if (!whole || signatures.size() != signers * 2 * tuples.size()) {
      throw new IllegalArgumentException("a signature is over another message, or one is missing");
    }
    return new ExportAnswer(tuples, terms, auditId);
  }

  private static List<SignedBy> over(Signable message, List<SignedBy> signatures) {
    return signatures.stream()
        .filter(each -> each.signature().message().sha256().equals(message.sha256()))
        .sorted(Comparator.comparing(each -> KeyNames.keyId(each.signature().pin())))
        .toList();
  }

  private static boolean isBySigners(List<SignedBy> over, long signers) {
    return signers > 0
        && over.size() == signers
        && over.stream().map(each -> each.signature().pin()).distinct().count() == signers;
  }

  @Override
  public AuditId auditId() {
    return auditId;
  }

  @Override
  public SignedFacts facts() {
    Tuple manifest = tuples.get(0);
    return SignedAnswer.facts(
        SignedAnswer.digest(
            SignedAnswer.envelope(manifest.document().enveloped(), manifest.enveloped())),
        manifest.enveloped());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    List<SignedBy> signers = tuples.get(0).enveloped();
    CanonicalWriter.object()
        .string("auditId", auditId.value())
        .strings("certificateChain", signers.stream().flatMap(SignerForm::chain).toList())
        .objects("documents", tuples.stream().map(ExportAnswer::document).toList())
        .string("entitlement", terms.entitlement())
        .string("mode", SignedAnswer.mode(signers))
        .object("policy", SignedAnswer.policy(terms))
        .object("release", SignedAnswer.release(terms))
        .string("schema", "https://stella-ops.org/schemas/signer/export/v1")
        .objects("signers", signers.stream().map(SignerForm::signer).toList())
        .writeTo(out);
  }

  private static CanonicalWriter document(Tuple tuple) {
    Document document = tuple.document();
    return CanonicalWriter.object()
        .strings(
            "detached",
            tuple.plain().stream().map(by -> by.signature().value().bytes().base64()).toList())
        .object("dsse", SignedAnswer.envelope(document.enveloped(), tuple.enveloped()))
        .objects(
            "envelopeBundles",
            tuple.enveloped().stream()
                .map(by -> SigstoreForm.bundle(document.enveloped(), by))
                .toList())
        .string("file", document.file())
        .objects("logEntryRequests", logEntries(tuple))
        .objects(
            "messageBundles",
            tuple.plain().stream().map(by -> SigstoreForm.bundle(document.plain(), by)).toList())
        .string("sha256", document.plain().sha256().hex())
        .number("size", document.plain().size());
  }

  /** For each signature that a Rekor v2 log takes; first those over envelopes. */
  private static List<CanonicalWriter> logEntries(Tuple tuple) {
    return Stream.concat(
            tuple.enveloped().stream()
                .filter(ExportAnswer::isLoggable)
                .map(by -> SigstoreForm.logEntry(tuple.document().enveloped(), by)),
            tuple.plain().stream()
                .filter(ExportAnswer::isLoggable)
                .map(by -> SigstoreForm.logEntry(tuple.document().plain(), by)))
        .toList();
  }

  private static boolean isLoggable(SignedBy by) {
    return by.signature().pin().algorithm().loggable();
  }
}
