package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;
import org.stellaops.signer.verify.material.CertificateVerifier;
import org.stellaops.signer.verify.material.EntryBody;
import org.stellaops.signer.verify.material.LogEntry;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.material.SignedContent;
import org.stellaops.signer.verify.material.SignedContent.MessageDigests;
import org.stellaops.signer.verify.material.SigningCertificate;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * Checks one signature with everything that there is beside it, in the order of the Sigstore client
 * specification §4: the time, the certificate, the log entry, and the signature. The first check
 * that fails ends it; only the signature is checked in any case, because a wrong one is a no
 * whatever stands beside it.
 */
final class MaterialExaminer {

  private final MaterialTrust trust;
  private final CertificateVerifier certificates;
  private final ProvenTimes times;
  private final ContentSignatures signatures;

  MaterialExaminer(MaterialTrust trust, SignatureVerifier verifier) {
    this.trust = trust;
    this.certificates = new CertificateVerifier(trust.root(), verifier);
    this.times = new ProvenTimes(trust, verifier);
    this.signatures = new ContentSignatures(verifier, trust.clock());
  }

  /** The document and what to check it with. */
  private record Question(
      Content content, Bytes sig, List<WindowedKey> keys, MessageDigests digests) {}

  Finding examine(
      SignedDocument document,
      VerificationMaterial material,
      List<WindowedKey> keys,
      @Nullable ArtifactDigests artifact)
      throws InvalidJson, MalformedDocument {
    SignatureEntry entry = document.signatures().get(0);
    Question question =
        new Question(
            document.content(), entry.sig(), keys, ContentDigests.of(document.content(), artifact));
    CheckList checks = new CheckList();
    Optional<Bytes> certificate = material.certificate();
    ProvenTimes.Proven proven = new ProvenTimes.Proven();
    boolean messageKnown = MessageChecks.isKnown(document.content(), artifact, checks);
    List<LogEntry> entries = material.logEntries();
    List<Bytes> timestamps = material.timestamps();
    checks.add(() -> times.prove(proven, entries, timestamps, material, entry.sig(), checks));
    Optional<SignerIdentity> by =
        certificate.isPresent()
            ? byCertificate(certificate.get(), question, proven, checks, messageKnown)
            : byKey(question, proven, checks, messageKnown);
    return new Finding(
        entry.keyid(),
        checks.allGood() ? by : Optional.empty(),
        by.filter(KeyIdentity.class::isInstance).map(KeyIdentity.class::cast),
        proven.earliest(),
        checks.all());
  }

  /** Client specification §4.3, then §4.4 and §4.5 with what the certificate says. */
  private Optional<SignerIdentity> byCertificate(
      Bytes der,
      Question question,
      ProvenTimes.Proven proven,
      CheckList checks,
      boolean messageKnown) {
    SigningCertificate certificate;
    try {
      certificate = SigningCertificate.parse(der);
    } catch (NotProven e) {
      checks.failed(e);
      return Optional.empty();
    }
    checks.add(() -> trusted(certificate, proven, checks));
    SignedContent signed = signed(question, Optional.of(der), certificate.key());
    checks.add(() -> requireBodies(proven, signed, checks));
    if (messageKnown) {
      checks.signature(
          () ->
              signatures.isBy(
                  certificate.key(), question.content(), question.sig(), question.digests()),
          "Made with the certificate of " + Shown.text(certificate.subject()) + ".",
          "Not made over this content with the certificate's key.");
    }
    return Optional.of(
        new CertificateIdentity(der, List.of(), certificate.issuer(), certificate.subject()));
  }

  private void trusted(SigningCertificate certificate, ProvenTimes.Proven proven, CheckList checks)
      throws NotProven {
    if (proven.all().isEmpty()) {
      throw new NotProven(
          "trusted-time",
          "Nobody who is trusted says when the signature was made, and a certificate is valid for"
              + " minutes.");
    }
    TrustedAuthority authority = certificates.authority(certificate, proven.all());
    checks.passed(
        "certificate-chain",
        "Under " + Shown.text(authority.operator()) + ", the whole chain valid at the time.");
    Set<String> operators =
        certificates.logs(certificate, authority, trust.requirements().certificateLogs());
    if (!operators.isEmpty()) {
      checks.passed(
          "certificate-log",
          "In the certificate log of " + Shown.text(String.join(", ", operators)) + ".");
    }
  }

  private Optional<SignerIdentity> byKey(
      Question question, ProvenTimes.Proven proven, CheckList checks, boolean messageKnown) {
    if (!messageKnown) {
      return Optional.empty();
    }
    Optional<PinnedKey> signer =
        signatures.signer(
            question.content(),
            question.sig(),
            question.keys(),
            question.digests(),
            proven.all(),
            checks);
    if (signer.isPresent()) {
      SignedContent signed = signed(question, Optional.empty(), signer.get());
      checks.add(() -> requireBodies(proven, signed, checks));
    }
    return signer.map(KeyIdentity::new);
  }

  private static SignedContent signed(
      Question question, Optional<Bytes> certificate, PinnedKey key) {
    Optional<SignedContent.Envelope> envelope =
        question.content() instanceof Content.Envelope it
            ? Optional.of(new SignedContent.Envelope(it.payloadType(), it.payload()))
            : Optional.empty();
    return new SignedContent(question.sig(), certificate, key.spki(), question.digests(), envelope);
  }

  /** Client specification §4.4. */
  private static void requireBodies(
      ProvenTimes.Proven proven, SignedContent signed, CheckList checks) throws NotProven {
    for (LogEntry entry : proven.entries()) {
      EntryBody.require(entry, signed);
      checks.passed("log-entry-body", "The log entry has the same signature, signer and content.");
    }
  }
}
