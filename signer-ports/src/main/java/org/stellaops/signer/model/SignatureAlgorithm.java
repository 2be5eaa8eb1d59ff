package org.stellaops.signer.model;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * The closed set of signature algorithms. One key has exactly one algorithm, so that a signature
 * can never be read under a weaker one.
 */
public enum SignatureAlgorithm {
  /** ECDSA on P-256 with SHA-256; the interoperable default (RFC 3279 §2.2.3 encoding, DER). */
  ECDSA_P256_SHA256("SHA256withECDSA", true),
  /** ECDSA on P-384 with SHA-384. */
  ECDSA_P384_SHA384("SHA384withECDSA", true),
  /**
   * RSA PKCS#1 v1.5 with SHA-256 (RFC 8017 §8.2), with a modulus of 2048, 3072 or 4096 bits: the
   * sizes that Sigstore's {@code PublicKeyDetails} has a name for.
   */
  RSA_PKCS1_SHA256("SHA256withRSA", true),
  /** Pure Ed25519 (RFC 8032 §5.1.6); signs whole messages, so no hash-based log takes it. */
  ED25519("Ed25519", false);

  private static final Set<Integer> RSA_BITS = Set.of(2048, 3072, 4096);

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

  /**
   * Whether {@code signature} is in the one encoding that this algorithm's signatures have: strict
   * DER for ECDSA, 64 bytes for Ed25519. One that is not is no signature, whatever a provider says;
   * one that is may still be wrong. An RSA signature has no second encoding.
   */
  public boolean isCanonical(Bytes signature) {
    return switch (this) {
      case ECDSA_P256_SHA256 -> EcdsaDer.isCanonical(signature, 32);
      case ECDSA_P384_SHA384 -> EcdsaDer.isCanonical(signature, 48);
      case RSA_PKCS1_SHA256 -> true;
      case ED25519 -> signature.size() == 64;
    };
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
      return RSA_BITS.contains(rsa.getModulus().bitLength())
              && rsa.getPublicExponent().bitLength() > 2
          ? Optional.of(RSA_PKCS1_SHA256)
          : Optional.empty();
    }
    if (key instanceof EdECPublicKey ed && "Ed25519".equals(ed.getParams().getName())) {
      return Optional.of(ED25519);
    }
    return Optional.empty();
  }
}
