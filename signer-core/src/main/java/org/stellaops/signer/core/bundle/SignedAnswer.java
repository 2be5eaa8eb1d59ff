package org.stellaops.signer.core.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.stellaops.signer.core.audit.RequestFacts.SignedFacts;
import org.stellaops.signer.core.statement.SignOptions.ReturnBundle;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PreAuthEncoding;

/** The answer to a request to sign a statement. */
public final class SignedAnswer implements ComposedAnswer {

  private final SignRequest request;
  private final List<SignedBy> signatures;
  private final Terms terms;
  private final AuditId auditId;
  private final Digest bundleSha256;

  private SignedAnswer(
      SignRequest request, List<SignedBy> signatures, Terms terms, AuditId auditId) {
    this.request = request;
    this.signatures = signatures;
    this.terms = terms;
    this.auditId = auditId;
    this.bundleSha256 = digest(envelope());
  }

  /**
   * Composes the answer to {@code request}. Signatures are put in the order of their key ids.
   *
   * @param signatures the evidence that each signature is its key's over this request's message; at
   *     least one, of different keys
   * @throws IllegalArgumentException one is evidence about another message, or two are by one key
   */
  public static SignedAnswer of(
      SignRequest request, List<SignedBy> signatures, Terms terms, AuditId auditId) {
    boolean sameMessage =
        signatures.stream()
            .allMatch(
                each -> each.signature().message().sha256().equals(request.message().sha256()));
    if (signatures.isEmpty() || !sameMessage) {
      throw new IllegalArgumentException("a signature is over another message");
    }
    if (signatures.stream().map(each -> each.signature().pin()).distinct().count()
        != signatures.size()) {
      throw new IllegalArgumentException("two signatures are by one key");
    }
    List<SignedBy> ordered =
        signatures.stream()
            .sorted(Comparator.comparing(each -> KeyNames.keyId(each.signature().pin())))
            .toList();
    return new SignedAnswer(request, ordered, terms, auditId);
  }

  @Override
  public AuditId auditId() {
    return auditId;
  }

  /** SHA-256 of the envelope's RFC 8785 form. */
  public Digest bundleSha256() {
    return bundleSha256;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    CanonicalWriter.object()
        .object("attestor", attestor())
        .string("auditId", auditId.value())
        .object("bundle", bundle())
        .string("bundleSha256", bundleSha256.hex())
        .string("paeSha256", request.message().sha256().hex())
        .string("payloadSha256", request.payloadSha256().hex())
        .object("policy", policy(terms))
        .object("release", release())
        .writeTo(out);
  }

  static CanonicalWriter policy(Terms terms) {
    return CanonicalWriter.object()
        .number("maxArtifactBytes", terms.maxArtifactBytes())
        .string("plan", terms.plan().value())
        .number("qpsRemaining", terms.rateRemaining());
  }

  private CanonicalWriter bundle() {
    ReturnBundle wanted = request.options().returnBundle();
    CanonicalWriter bundle =
        CanonicalWriter.object()
            .strings("certificateChain", signatures.stream().flatMap(SignerForm::chain).toList());
    if (wanted != ReturnBundle.SIGSTORE) {
      bundle.object("dsse", envelope());
    }
    bundle.string("mode", mode()).objects("signers", signers());
    if (wanted != ReturnBundle.DSSE) {
      bundle.objects(
          "sigstore",
          signatures.stream().map(by -> SigstoreForm.bundle(request.message(), by)).toList());
    }
    return bundle;
  }

  private String mode() {
    return mode(signatures);
  }

  static String mode(List<SignedBy> signatures) {
    return signatures.stream().allMatch(by -> by.certificate().isPresent()) ? "keyless" : "keyful";
  }

  @Override
  public SignedFacts facts() {
    return facts(bundleSha256, signatures);
  }

  static SignedFacts facts(Digest bundle, List<SignedBy> signatures) {
    return new SignedFacts(
        bundle,
        signatures.stream()
            .map(SignedBy::fallback)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        signatures.stream()
            .filter(by -> by.certificate().isPresent())
            .map(SignerForm::traced)
            .findFirst()
            .orElse(null),
        signatures.stream()
            .flatMap(by -> by.certificate().stream())
            .map(certificate -> certificate.certificate().leaf().sha256())
            .findFirst()
            .orElse(null));
  }

  /** The plain DSSE envelope with every signature, in the order of key ids. */
  private CanonicalWriter envelope() {
    return envelope(request.message(), signatures);
  }

  static CanonicalWriter envelope(PreAuthEncoding message, List<SignedBy> signatures) {
    return CanonicalWriter.object()
        .base64("payload", message.payload())
        .string("payloadType", message.payloadType())
        .objects(
            "signatures",
            signatures.stream()
                .map(each ->
                    CanonicalWriter.object()
                        .string("keyid", KeyNames.keyId(each.signature().pin()))
                        .base64("sig", each.signature().value().bytes()))
                .toList());
  }

  private List<CanonicalWriter> signers() {
    return signatures.stream().map(SignerForm::signer).toList();
  }

  private CanonicalWriter release() {
    return release(terms);
  }

  static CanonicalWriter release(Terms terms) {
    CanonicalWriter release = CanonicalWriter.object();
    new TreeMap<>(terms.release()).forEach(release::string);
    return release;
  }

  private CanonicalWriter attestor() {
    boolean dsse = request.options().returnBundle() != ReturnBundle.SIGSTORE;
    boolean sigstore = request.options().returnBundle() != ReturnBundle.DSSE;
    return CanonicalWriter.object()
        .strings("bundles", sigstore ? bundlePaths() : List.of())
        .string("entitlement", terms.entitlement())
        .string("envelope", dsse ? "/bundle/dsse" : "/bundle/sigstore/0/dsseEnvelope")
        .object(
            "hashes",
            CanonicalWriter.object()
                .string("bundleSha256", bundleSha256.hex())
                .string("paeSha256", request.message().sha256().hex())
                .string("payloadSha256", request.payloadSha256().hex()))
        .objects("logEntryRequests", logEntries())
        .string("plan", terms.plan().value())
        .object("release", release())
        .string("schema", "https://stella-ops.org/schemas/signer/attestor/v1")
        .objects("signers", signers());
  }

  private List<String> bundlePaths() {
    return IntStream.range(0, signatures.size()).mapToObj(i -> "/bundle/sigstore/" + i).toList();
  }

  /** One request to the log for each signature; none for an algorithm that the log refuses. */
  private List<CanonicalWriter> logEntries() {
    return signatures.stream()
        .filter(by -> by.signature().pin().algorithm().loggable())
        .map(by -> SigstoreForm.logEntry(request.message(), by))
        .toList();
  }

  static Digest digest(CanonicalWriter document) {
    MessageDigest sha256 = Digest.newSha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      document.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a null stream does not fail", e);
    }
    return Digest.ofResult(sha256.digest());
  }
}
