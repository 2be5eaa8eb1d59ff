package org.stellaops.signer.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What kind of key pair somebody wants to be made.
 *
 * @param algorithm what it will sign by
 * @param bits of an RSA modulus, 2048, 3072 or 4096; 0 for an algorithm that says it all
 */
public record NewKeyKind(SignatureAlgorithm algorithm, int bits) {

  /** Of an RSA key whose size nobody says: what NIST SP 800-57 wants beyond 2030. */
  public static final int USUAL_BITS = 3072;

  private static final Set<Integer> SIZES = Set.of(2048, USUAL_BITS, 4096);

  /**
   * @throws IllegalArgumentException the size does not go with the algorithm
   */
  public NewKeyKind {
    if (isRsa(algorithm) && !SIZES.contains(bits)) {
      throw new IllegalArgumentException("an RSA key has 2048, 3072 or 4096 bits");
    }
    if (!isRsa(algorithm) && bits != 0) {
      throw new IllegalArgumentException(
          "a key of " + algorithm.label() + " has one size; bits are for RSA alone");
    }
  }

  /**
   * @param bits null for the usual size
   * @throws IllegalArgumentException the size does not go with the algorithm
   */
  public static NewKeyKind of(SignatureAlgorithm algorithm, @Nullable Integer bits) {
    int usual = isRsa(algorithm) ? USUAL_BITS : 0;
    return new NewKeyKind(algorithm, bits == null ? usual : bits);
  }

  private static boolean isRsa(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> true;
      case ECDSA_P256_SHA256,
          ECDSA_P384_SHA384,
          ECDSA_P521_SHA512,
          ED25519,
          ML_DSA_44,
          ML_DSA_65,
          ML_DSA_87 ->
          false;
    };
  }
}
