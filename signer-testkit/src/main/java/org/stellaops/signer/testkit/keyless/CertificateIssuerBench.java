package org.stellaops.signer.testkit.keyless;

import java.util.Set;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.CertificateIssuer;

/** One adapter and its certificate authority, as the contract drives them. */
public interface CertificateIssuerBench extends AutoCloseable {

  CertificateIssuer issuer();

  /** One that has a workload identity. */
  Tenant tenant();

  /** What is certified for {@link #tenant}: one URI. */
  String subject();

  /** One without a workload identity. */
  Tenant tenantWithoutIdentity();

  /** From now on there is no token of {@link #tenant} to be had. */
  void loseToken();

  ServiceFaults faults();

  /** Tokens and credentials, in every form in which they could leak. */
  Set<String> secrets();

  @Override
  void close();
}
