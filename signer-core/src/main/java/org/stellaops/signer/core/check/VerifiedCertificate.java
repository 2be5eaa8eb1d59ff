package org.stellaops.signer.core.check;

import java.time.Instant;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.IssuedCertificate;

/**
 * Evidence that a certificate is for the identity that policy wants and the key that it was made
 * for, and that verifiers will trust it. Only {@link CertificateCheck} makes it.
 */
@Evidence
public final class VerifiedCertificate {

  private final IssuedCertificate certificate;
  private final CertificateIdentity identity;
  private final PinnedKey key;
  private final Instant notBefore;
  private final Instant notAfter;

  VerifiedCertificate(
      IssuedCertificate certificate,
      CertificateIdentity identity,
      PinnedKey key,
      Instant notBefore,
      Instant notAfter) {
    this.certificate = certificate;
    this.identity = identity;
    this.key = key;
    this.notBefore = notBefore;
    this.notAfter = notAfter;
  }

  public IssuedCertificate certificate() {
    return certificate;
  }

  public CertificateIdentity identity() {
    return identity;
  }

  /** The certified key. */
  public PinnedKey key() {
    return key;
  }

  /** The last second at which it holds. */
  public Instant notAfter() {
    return notAfter;
  }

  boolean holdsAt(Instant time) {
    return !time.isBefore(notBefore) && !time.isAfter(notAfter);
  }
}
