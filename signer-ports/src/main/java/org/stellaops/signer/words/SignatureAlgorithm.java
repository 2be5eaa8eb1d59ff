package org.stellaops.signer.words;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * The closed set of signature algorithms. One key has exactly one algorithm, so that a signature
 * can never be read under a weaker one.
 */
public enum SignatureAlgorithm {
  /** ECDSA on P-256 with SHA-256; the interoperable default (RFC 3279 §2.2.3 encoding, DER). */
  ECDSA_P256_SHA256("SHA256withECDSA", true),
  /** ECDSA on P-384 with SHA-384. */
  ECDSA_P384_SHA384("SHA384withECDSA", true),
  /** RSA PKCS#1 v1.5 with SHA-256, modulus of 2048 bits or more (RFC 8017 §8.2). */
  RSA_PKCS1_SHA256("SHA256withRSA", true),
  /** Pure Ed25519 (RFC 8032 §5.1.6); signs whole messages, so no hash-based log takes it. */
  ED25519("Ed25519", false);

  private final String jcaName;
  private final boolean loggable;

  SignatureAlgorithm(String jcaName, boolean loggable) {
    this.jcaName = jcaName;
    this.loggable = loggable;
  }

  /** The name for {@link java.security.Signature#getInstance(String)}. */
  public String jcaName() {
    return jcaName;
  }

  /** Whether a transparency log that takes hashed entries can take its signatures. */
  public boolean loggable() {
    return loggable;
  }

  /** The one algorithm that {@code key} is used with; empty for a key that is not supported. */
  public static Optional<SignatureAlgorithm> of(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      return switch (ec.getParams().getOrder().bitLength()) {
        case 256 -> EcCurves.isP256(ec) ? Optional.of(ECDSA_P256_SHA256) : Optional.empty();
        case 384 -> EcCurves.isP384(ec) ? Optional.of(ECDSA_P384_SHA384) : Optional.empty();
        default -> Optional.empty();
      };
    }
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength() >= 2048 && rsa.getPublicExponent().bitLength() > 2
          ? Optional.of(RSA_PKCS1_SHA256)
          : Optional.empty();
    }
    if (key instanceof EdECPublicKey ed && "Ed25519".equals(ed.getParams().getName())) {
      return Optional.of(ED25519);
    }
    return Optional.empty();
  }
}
