package org.stellaops.signer.core.check;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.ports.TrustedMaterial.CertificateReading;

/**
 * Whether a certificate may be signed with: it is for our key and the tenant's identity, and
 * verifiers will trust it. An authority that issues for the wrong key, or for another tenant, is
 * found here.
 */
public final class CertificateCheck {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /** By how much the authority's clock may be ahead of ours. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final TrustedMaterial trust;
  private final InstantSource clock;

  public CertificateCheck(TrustedMaterial trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Checks a certificate that was just issued.
   *
   * @param key the one that it was asked for
   * @throws ServiceFailure {@link Reason#CERTIFICATE_UNTRUSTED}: nothing may be signed with it
   */
  public VerifiedCertificate verified(IssuedCertificate issued, PinnedKey key, KeylessRule wanted) {
    Instant now = clock.instant();
    CertificateReading reading = trust.certificate(issued, now);
    if (reading instanceof CertificateReading.Untrusted) {
      reading = trust.certificate(issued, now.plus(SKEW));
    }
    return judged(issued, key, wanted, reading);
  }

  /**
   * Checks again what was checked before it was stored.
   *
   * @param signedAt the proven time of the signature
   * @throws ServiceFailure {@link Reason#CERTIFICATE_UNTRUSTED}
   */
  public VerifiedCertificate again(
      IssuedCertificate stored, PinnedKey key, KeylessRule wanted, Instant signedAt) {
    return judged(stored, key, wanted, trust.certificate(stored, signedAt));
  }

  private static VerifiedCertificate judged(
      IssuedCertificate issued, PinnedKey key, KeylessRule wanted, CertificateReading reading) {
    return switch (reading) {
      case CertificateReading.Untrusted(String check, String why) ->
          throw untrusted(check + ": " + why);
      case CertificateReading.Trusted found -> {
        if (!found.key().equals(key)) {
          throw untrusted("it is for another key than ours");
        }
        if (!found.subject().equals(wanted.subject())) {
          throw untrusted("it is for another subject than " + wanted.subject());
        }
        if (!found.issuer().equals(wanted.issuer())) {
          throw untrusted("it names another issuer than " + wanted.issuer());
        }
        yield new VerifiedCertificate(
            issued,
            new CertificateIdentity(
                issued.leaf(), List.copyOf(issued.chain()), found.issuer(), found.subject()),
            key,
            found.notBefore(),
            found.notAfter());
      }
    };
  }

  private static ServiceFailure untrusted(String why) {
    return new ServiceFailure(
        ErrorCode.DEPENDENCY_UNAVAILABLE,
        Reason.CERTIFICATE_UNTRUSTED,
        RETRY_AFTER,
        new DependencyUnavailable(
            Dependency.CERTIFICATE_AUTHORITY, false, "the issued certificate is not used: " + why));
  }
}
