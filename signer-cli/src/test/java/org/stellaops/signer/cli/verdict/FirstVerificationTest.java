package org.stellaops.signer.cli.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** It says what Java's own provider says. */
class FirstVerificationTest {

  private static final String ALGORITHM = "SHA256withECDSA";

  private final FirstVerification provider = new FirstVerification();

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static byte[] sign(KeyPair pair, byte[] message) throws Exception {
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initSign(pair.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  private static boolean verifies(Signature check, KeyPair pair, byte[] message, byte[] signature)
      throws Exception {
    check.initVerify(pair.getPublic());
    check.update(message, 0, message.length / 2);
    check.update(message, message.length / 2, message.length - message.length / 2);
    try {
      return check.verify(signature);
    } catch (SignatureException e) {
      return false;
    }
  }

  @Test
  void signatures_goodAndWithOneByteChanged_areJudgedAsByThePlatform() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      KeyPair pair = pair("secp256r1");
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      byte[] signature = sign(pair, message);

      assertThat(verifies(Signature.getInstance(ALGORITHM, provider), pair, message, signature))
          .isTrue();
      signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(verifies(Signature.getInstance(ALGORITHM, provider), pair, message, signature))
          .isEqualTo(verifies(Signature.getInstance(ALGORITHM), pair, message, signature))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONEwithECDSA", "SHA384withECDSA", "SHA512withECDSA"})
  void signatures_withOtherHashesOrADigest_areJudgedAsByThePlatform(String algorithm)
      throws Exception {
    KeyPair pair = pair("secp256r1");
    byte[] digest = new byte[32];
    new Random(2).nextBytes(digest);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(pair.getPrivate());
    signer.update(digest);
    byte[] signature = signer.sign();

    Signature check = Signature.getInstance(algorithm, provider);
    assertThat(verifies(check, pair, digest, signature)).isTrue();
    digest[31] ^= 1;
    assertThat(verifies(check, pair, digest, signature)).isFalse();
    digest[31] ^= 1;
    assertThat(verifies(check, pair, digest, signature)).isTrue();
  }

  @Test
  void digest_longerThanAnyHash_isRefused() throws Exception {
    Signature check = Signature.getInstance("NONEwithECDSA", provider);
    check.initVerify(pair("secp256r1").getPublic());
    check.update(new byte[64]);
    assertThatThrownBy(() -> check.update((byte) 0)).isInstanceOf(SignatureException.class);
  }

  @Test
  void key_ofAnotherCurveOrKind_isRefused() throws Exception {
    Signature check = Signature.getInstance(ALGORITHM, provider);
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");

    assertThatThrownBy(() -> check.initVerify(pair("secp384r1").getPublic()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> check.initVerify(rsa.generateKeyPair().getPublic()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> check.initSign(pair("secp256r1").getPrivate()))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void signature_byAnotherKeyOrOfZeros_isNotVerified() throws Exception {
    KeyPair pair = pair("secp256r1");
    byte[] message = {1, 2, 3};
    byte[] zeros = {0x30, 6, 2, 1, 0, 2, 1, 0};

    assertThat(
            verifies(
                Signature.getInstance(ALGORITHM, provider),
                pair("secp256r1"),
                message,
                sign(pair, message)))
        .isFalse();
    assertThat(verifies(Signature.getInstance(ALGORITHM, provider), pair, message, zeros))
        .isFalse();
  }
}
