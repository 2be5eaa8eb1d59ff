package org.stellaops.signer.ports;

import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;

/**
 * Has a new key certified for a tenant's workload identity: keyless signing. What comes back is
 * facts; whether the certificate is the one that was wanted is the core's to judge.
 */
public interface CertificateIssuer {

  /**
   * Makes a key pair that lives in memory alone, and has the certificate authority certify it for
   * the identity token of {@code tenant}. The authority is asked once, and at most once more where
   * the first request certainly had no answer.
   *
   * <p>No failure {@linkplain DependencyUnavailable#mayHaveHappened may have happened}: a
   * certificate whose key is gone is of no use to anybody.
   *
   * @throws BackendRefused the tenant has no identity, the authority does not certify it, or its
   *     token is none; retrying does not help
   * @throws DependencyUnavailable {@link Dependency#IDENTITY_TOKENS}: there is no token to be had;
   *     {@link Dependency#CERTIFICATE_AUTHORITY}: it did not answer, or answered nonsense
   */
  CertifiedKey issue(Tenant tenant, Deadline deadline);

  /**
   * Whether the certificate authority answers, without the use of any identity; at most one
   * request.
   *
   * @throws DependencyUnavailable {@link Dependency#CERTIFICATE_AUTHORITY}
   */
  void requireReachable(Deadline deadline);
}
