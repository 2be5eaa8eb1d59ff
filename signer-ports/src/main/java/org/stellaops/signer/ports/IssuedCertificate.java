package org.stellaops.signer.ports;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * A certificate as an authority issued it.
 *
 * @param leaf its DER
 * @param chain the DER of each certificate above it, the nearest first; verifiers take what they
 *     need from their trusted root instead
 * @param detachedSct the signed certificate timestamp where it is not in the certificate: the TLS
 *     encoding of RFC 6962 §3.2
 */
public record IssuedCertificate(Bytes leaf, List<Bytes> chain, Optional<Bytes> detachedSct) {

  public IssuedCertificate {
    chain = List.copyOf(chain);
  }
}
