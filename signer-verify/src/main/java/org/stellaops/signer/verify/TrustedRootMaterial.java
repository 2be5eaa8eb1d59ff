package org.stellaops.signer.verify;

import java.time.Instant;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.verify.material.CertificateVerifier;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.material.SigningCertificate;
import org.stellaops.signer.verify.material.TimestampVerifier;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * A trusted root, asked about what is about to be released. A detached certificate timestamp counts
 * for nothing: a bundle has no place for it, so that no verifier would see it. Safe for concurrent
 * use.
 */
public final class TrustedRootMaterial implements TrustedMaterial {

  private final TrustedRoot root;
  private final CertificateVerifier certificates;
  private final TimestampVerifier timestamps;

  /** Signatures are checked by the platform's providers. */
  public TrustedRootMaterial(TrustedRoot root) {
    this(root, SignatureVerifier.platform());
  }

  public TrustedRootMaterial(TrustedRoot root, JcaProviders providers) {
    this(root, SignatureVerifier.by(providers));
  }

  private TrustedRootMaterial(TrustedRoot root, SignatureVerifier verifier) {
    this.root = root;
    this.certificates = new CertificateVerifier(root, verifier);
    this.timestamps = new TimestampVerifier(root.timestampAuthorities(), verifier);
  }

  @Override
  public CertificateReading certificate(IssuedCertificate certificate, Instant at) {
    try {
      SigningCertificate read = SigningCertificate.parse(certificate.leaf());
      if (read.issuer().isEmpty()) {
        throw new NotProven("certificate", "The certificate does not say who vouches for it.");
      }
      TrustedAuthority authority = certificates.authority(read, List.of(at));
      certificates.logs(read, authority, root.certificateLogs().isEmpty() ? 0 : 1);
      return new CertificateReading.Trusted(
          read.key(), read.issuer(), read.subject(), read.notBefore(), read.notAfter());
    } catch (NotProven e) {
      return new CertificateReading.Untrusted(e.check(), e.why());
    }
  }

  @Override
  public TimestampReading timestamp(Bytes response, Bytes signature) {
    try {
      TimestampVerifier.Stamped stamped = timestamps.verify(response, signature);
      return new TimestampReading.Trusted(stamped.time(), stamped.operator());
    } catch (NotProven e) {
      return new TimestampReading.Untrusted(e.check(), e.why());
    }
  }
}
