package org.stellaops.signer.model;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The closed set of signature algorithms. One key has exactly one algorithm, so that a signature
 * can never be read under a weaker one.
 */
public enum SignatureAlgorithm {
  /** ECDSA on P-256 with SHA-256; the interoperable default (RFC 3279 §2.2.3 encoding, DER). */
  ECDSA_P256_SHA256("SHA256withECDSA", true),
  /** ECDSA on P-384 with SHA-384. */
  ECDSA_P384_SHA384("SHA384withECDSA", true),
  /** ECDSA on P-521 with SHA-512. */
  ECDSA_P521_SHA512("SHA512withECDSA", true),
  /**
   * RSA PKCS#1 v1.5 with SHA-256 (RFC 8017 §8.2), with a modulus of 2048, 3072 or 4096 bits: the
   * sizes that Sigstore's {@code PublicKeyDetails} has a name for.
   */
  RSA_PKCS1_SHA256("SHA256withRSA", true),
  /**
   * RSA PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (RFC 8017 §8.1); the same sizes.
   * A key does not show it: whoever names the key has to say so.
   */
  RSA_PSS_SHA256("RSASSA-PSS", false),
  /** Pure Ed25519 (RFC 8032 §5.1.6); signs whole messages, so no hash-based log takes it. */
  ED25519("Ed25519", false),
  /** Pure ML-DSA-44 without a context (FIPS 204 §5.2). */
  ML_DSA_44("ML-DSA-44", false),
  /** Pure ML-DSA-65 without a context (FIPS 204 §5.2). */
  ML_DSA_65("ML-DSA-65", false),
  /** Pure ML-DSA-87 without a context (FIPS 204 §5.2). */
  ML_DSA_87("ML-DSA-87", false);

  private static final Set<Integer> RSA_BITS = Set.of(2048, 3072, 4096);

  private final String jcaName;
  private final boolean loggable;

  SignatureAlgorithm(String jcaName, boolean loggable) {
    this.jcaName = jcaName;
    this.loggable = loggable;
  }

  /**
   * The name by which a JCA provider is asked for it. It alone does not say the parameters of
   * {@link #RSA_PSS_SHA256}: {@link #newSignature} does.
   */
  public String jcaName() {
    return jcaName;
  }

  /** The form in configuration and words: {@code ecdsa-p256-sha256}. */
  public String label() {
    return Labels.of(this);
  }

  /** The algorithm of that {@link #label}; empty for any other word. */
  public static Optional<SignatureAlgorithm> ofLabel(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  /** Whether a transparency log that takes hashed entries can take its signatures. */
  public boolean loggable() {
    return loggable;
  }

  /**
   * A new object of the provider's that signs or checks by this algorithm, with its parameters set.
   *
   * @throws GeneralSecurityException the provider does not know it
   */
  public Signature newSignature(Provider provider) throws GeneralSecurityException {
    return withParameters(Signature.getInstance(jcaName, provider));
  }

  /**
   * As {@link #newSignature(Provider)}, by whichever provider of the platform knows it.
   *
   * @throws GeneralSecurityException none does
   */
  public Signature newSignature() throws GeneralSecurityException {
    return withParameters(Signature.getInstance(jcaName));
  }

  private Signature withParameters(Signature signature) throws GeneralSecurityException {
    if (this == RSA_PSS_SHA256) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }

  /**
   * The hash that a key of this algorithm signs, for backends that take hashes.
   *
   * @return empty for an algorithm that signs whole messages
   */
  public Optional<Bytes> hash(Signable what) {
    return switch (this) {
      case ECDSA_P256_SHA256, RSA_PKCS1_SHA256, RSA_PSS_SHA256 ->
          Optional.of(what.sha256().bytes());
      case ECDSA_P384_SHA384 -> Optional.of(hash("SHA-384", what));
      case ECDSA_P521_SHA512 -> Optional.of(hash("SHA-512", what));
      case ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> Optional.empty();
    };
  }

  private static Bytes hash(String algorithm, Signable what) {
    MessageDigest digest = Primitives.digest(algorithm);
    what.update(digest);
    return Bytes.adopt(digest.digest());
  }

  /**
   * The DER (RFC 3279 §2.2.3) of an ECDSA signature that a backend gives as r||s, two integers of
   * the length of the curve's order (IEEE P1363, PKCS#11 v3.0 §2.3.1, JWS).
   *
   * @return empty for another length, an integer that is zero, or another kind of algorithm
   */
  public Optional<Bytes> derOfRaw(Bytes signature) {
    int width = orderWidth();
    return width == 0 ? Optional.empty() : EcdsaDer.of(signature, width);
  }

  /** Bytes of the order of the curve; 0 for an algorithm without one. */
  private int orderWidth() {
    return switch (this) {
      case ECDSA_P256_SHA256 -> 32;
      case ECDSA_P384_SHA384 -> 48;
      case ECDSA_P521_SHA512 -> 66;
      default -> 0;
    };
  }

  /**
   * Whether {@code signature} is in the one encoding that this algorithm's signatures have: strict
   * DER for ECDSA, one fixed length for Ed25519 and ML-DSA. One that is not is no signature,
   * whatever a provider says; one that is may still be wrong. An RSA signature has no second
   * encoding; how long it is depends on the key: {@link PinnedKey#isWellFormed}.
   */
  public boolean isCanonical(Bytes signature) {
    return switch (this) {
      case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 ->
          EcdsaDer.isCanonical(signature, orderWidth());
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> true;
      case ED25519 -> signature.size() == 64;
      case ML_DSA_44 -> signature.size() == 2420;
      case ML_DSA_65 -> signature.size() == 3309;
      case ML_DSA_87 -> signature.size() == 4627;
    };
  }

  /**
   * The algorithm that {@code key} is used with where nobody says another; empty for a key that is
   * not supported. PKCS#1 v1.5 for RSA, since that is what verifiers assume of a bare key.
   */
  public static Optional<SignatureAlgorithm> of(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      return EcCurves.algorithm(ec);
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
    return MlDsaKey.algorithm(key);
  }

  /**
   * The algorithm that {@code key} is used with if {@code wanted} is asked for.
   *
   * @param wanted null for the one that {@link #of} names
   * @return empty if the key is not supported, or cannot be used with what is wanted
   */
  public static Optional<SignatureAlgorithm> of(
      PublicKey key, @Nullable SignatureAlgorithm wanted) {
    return of(key)
        .flatMap(standard ->
            wanted == null || wanted == standard
                ? Optional.of(standard)
                : standard == RSA_PKCS1_SHA256 && wanted == RSA_PSS_SHA256
                    ? Optional.of(wanted)
                    : Optional.empty());
  }
}
