package org.stellaops.signer.model;

import java.util.List;

/**
 * The subject of a certificate.
 *
 * @param leaf its DER
 * @param chain the DER of each certificate above it, the nearest first, without the root
 * @param issuer of the identity, such as an OIDC issuer's URL
 * @param subject the subject alternative name
 */
public record CertificateIdentity(Bytes leaf, List<Bytes> chain, String issuer, String subject)
    implements SignerIdentity {

  public CertificateIdentity {
    chain = List.copyOf(chain);
  }
}
