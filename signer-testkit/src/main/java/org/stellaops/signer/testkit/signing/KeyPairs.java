package org.stellaops.signer.testkit.signing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Key pairs for tests, made by the Java platform. */
public final class KeyPairs {

  private KeyPairs() {}

  /** The algorithms that this platform can make keys for: Java 21 has no ML-DSA. */
  public static Set<SignatureAlgorithm> known() {
    return Arrays.stream(SignatureAlgorithm.values())
        .filter(KeyPairs::isKnown)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(SignatureAlgorithm.class)));
  }

  private static boolean isKnown(SignatureAlgorithm algorithm) {
    try {
      algorithm.newSignature();
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** A new key pair of the kind that signs by {@code algorithm}; RSA has 2048 bits. */
  public static KeyPair generate(SignatureAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case ECDSA_P256_SHA256 -> ec("secp256r1");
        case ECDSA_P384_SHA384 -> ec("secp384r1");
        case ECDSA_P521_SHA512 -> ec("secp521r1");
        case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> {
          KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
          rsa.initialize(2048);
          yield rsa.generateKeyPair();
        }
        case ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
            KeyPairGenerator.getInstance(algorithm.jcaName()).generateKeyPair();
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
