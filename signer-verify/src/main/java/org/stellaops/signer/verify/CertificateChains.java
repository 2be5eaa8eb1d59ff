package org.stellaops.signer.verify;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.DerCertificate;

/** Chains of certificates in bundles before v0.3. */
final class CertificateChains {

  private CertificateChains() {}

  /** {@code sigstore_bundle.proto}: a chain has no certificate of a root. */
  static void requireNoRoot(Bytes der) throws MalformedDocument {
    try {
      X509Certificate certificate = DerCertificate.read(der);
      if (certificate.getBasicConstraints() >= 0
          && certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
        throw new MalformedDocument(
            "verification-material", "The certificate chain has the certificate of a root.");
      }
    } catch (CertificateException | RuntimeException e) {
      throw new MalformedDocument(
          "verification-material", "A certificate is not a DER X.509 certificate.");
    }
  }
}
