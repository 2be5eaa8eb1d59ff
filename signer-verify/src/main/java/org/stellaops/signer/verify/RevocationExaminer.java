package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SigningCertificate;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * Takes away from each signature whose it is, if that signer, the key or what is signed is revoked.
 * It stands before anything is counted, so that no form of document and no threshold leads past it.
 */
final class RevocationExaminer implements DocumentExaminer {

  static final String CHECK = "revocation";

  private final DocumentExaminer examiner;
  private final Revocations revocations;

  RevocationExaminer(DocumentExaminer examiner, Revocations revocations) {
    this.examiner = examiner;
    this.revocations = revocations;
  }

  @Override
  public Examined examine(
      Bytes document, List<WindowedKey> keys, @Nullable ArtifactDigests artifact) {
    Examined examined = examiner.examine(document, keys, artifact);
    if (!(examined instanceof Examined.Found found)) {
      return examined;
    }
    List<Digest> signed = signed(found.content(), artifact);
    return new Examined.Found(
        found.format(),
        found.content(),
        found.certified(),
        found.findings().stream().map(finding -> judged(finding, signed)).toList(),
        found.unchecked());
  }

  /**
   * The SHA-256 of what is signed. Of a file both digests are looked for, since the one in the
   * document decides nothing. A signature over a file that is itself a pre-authentication encoding
   * is the same signature as the one of the envelope.
   */
  private static List<Digest> signed(Content content, @Nullable ArtifactDigests artifact) {
    return switch (content) {
      case Content.Envelope envelope -> List.of(envelope.signed().sha256());
      case Content.Plain plain -> List.of(plain.payload().sha256());
      case Content.Message message ->
          Stream.concat(
                  Optional.ofNullable(message.digest().get("sha256")).stream(),
                  Optional.ofNullable(artifact).map(it -> it.byAlgorithm().get("sha256")).stream())
              .map(RevocationExaminer::digest)
              .flatMap(Optional::stream)
              .distinct()
              .toList();
    };
  }

  private static Optional<Digest> digest(String hex) {
    try {
      return Optional.of(new Digest(hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Finding judged(Finding finding, List<Digest> signed) {
    Optional<SignerIdentity> signer = finding.by().or(finding::made);
    if (signer.isEmpty()) {
      return finding;
    }
    Check check = check(finding, signer.get(), signed);
    if (finding.by().isEmpty() && check.outcome() != Outcome.FAILED) {
      return finding;
    }
    List<Check> checks = new ArrayList<>(finding.checks());
    checks.add(check);
    return new Finding(
        finding.keyid(),
        check.outcome() == Outcome.PASSED ? finding.by() : Optional.empty(),
        finding.made(),
        finding.trustedTime(),
        checks);
  }

  private Check check(Finding finding, SignerIdentity by, List<Digest> signed) {
    if (signed.isEmpty() && revocations.nameContent()) {
      return new Check(
          CHECK,
          Outcome.UNSUPPORTED,
          "Revocations name what is signed by its SHA-256, which is not known: give the file.");
    }
    List<Revocation> revoked = new ArrayList<>();
    signed.forEach(digest -> revocations.ofContent(digest).ifPresent(revoked::add));
    switch (by) {
      case KeyIdentity(var key) -> revocations.ofKey(key.fingerprint()).ifPresent(revoked::add);
      case CertificateIdentity certificate -> {
        try {
          // Key and identity: a revoked key signs no better with a certificate for it.
          SigningCertificate read = SigningCertificate.parse(certificate.leaf());
          revocations.ofKey(read.key().fingerprint()).ifPresent(revoked::add);
          revocations.ofIdentity(read.issuer(), read.subject()).ifPresent(revoked::add);
          revocations
              .ofIdentity(certificate.issuer(), certificate.subject())
              .ifPresent(revoked::add);
        } catch (NotProven e) {
          return new Check(CHECK, Outcome.UNSUPPORTED, e.why());
        }
      }
    }
    for (Revocation each : revoked) {
      if (!each.allows(finding.trustedTime())) {
        return new Check(CHECK, Outcome.FAILED, refused(each, finding));
      }
    }
    return new Check(
        CHECK,
        Outcome.PASSED,
        revoked.isEmpty()
            ? "Neither the signer nor what is signed is revoked."
            : revoked.get(0).what()
                + " is revoked from "
                + revoked.get(0).from()
                + " on, and this was signed before.");
  }

  private static String refused(Revocation revocation, Finding finding) {
    return revocation.what()
        + " is revoked from "
        + revocation.from()
        + " on ("
        + Shown.text(revocation.reason())
        + "); "
        + finding
            .trustedTime()
            .map(time -> "this was signed at " + time + ".")
            .orElse("nobody who is trusted says that this was signed before.");
  }
}
