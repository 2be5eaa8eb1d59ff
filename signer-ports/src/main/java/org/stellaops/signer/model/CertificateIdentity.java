package org.stellaops.signer.model;

import java.util.List;

/**
 * A signer known by what a certificate authority says of it.
 *
 * @param leaf the DER certificate whose key signed
 * @param chain DER certificates above it, the nearest first, without the root
 * @param issuer who vouched for the subject to the authority
 * @param subject the subject alternative name
 */
public record CertificateIdentity(Bytes leaf, List<Bytes> chain, String issuer, String subject)
    implements SignerIdentity {

  public CertificateIdentity {
    chain = List.copyOf(chain);
  }
}
