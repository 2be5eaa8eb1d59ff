package org.stellaops.signer.model;

/**
 * A signature as a backend returned it, not yet checked.
 *
 * @param bytes ECDSA as ASN.1 DER, never r||s (RFC 3279 §2.2.3); RSA as the modulus-length octets
 *     (RFC 8017 §8); Ed25519 as 64 bytes (RFC 8032 §5.1.6)
 * @param madeBy the name of the JCA provider or backend that made it, so that another one checks it
 */
public record SignatureValue(SignatureAlgorithm algorithm, Bytes bytes, String madeBy) {

  public SignatureValue {
    if (bytes.isEmpty()) {
      throw new IllegalArgumentException("a signature has at least one byte");
    }
  }
}
