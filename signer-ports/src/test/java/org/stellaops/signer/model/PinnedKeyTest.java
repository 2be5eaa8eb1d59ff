package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedKeyTest {

  /** Keys whose fingerprints {@code ssh-keygen -l} printed. */
  private enum Known {
    P256(
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "PKIX_ECDSA_P256_SHA_256",
        "SHA256:b6f67+mERFMaLt5dZ6aSyq/oeZU9VcLuw9/6RB0r8QI",
        """
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAES0HIHiShg+uULqCc/rF+rBn1NmNy
        FPJ7uuPmLUsbBmC+zIGwqU7rwxv7EjEZ56JsvfD9H/Q61aBunlA9Uzlfug==
        """),
    P256_WITH_A_SHORT_X(
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "PKIX_ECDSA_P256_SHA_256",
        "SHA256:U5LZlGRlDd95prDU8ioucEgn9UNQfmQMYaLsSgYQSs0",
        """
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAG9f5H0gYfnDHMbWZ/sHdjeJFbTg
        2wmcx07vcOzrOG9PhGs710hpRA58ShgqE+pcM2WZVHGADe3nVmgk7V6/hw==
        """),
    P384(
        SignatureAlgorithm.ECDSA_P384_SHA384,
        "PKIX_ECDSA_P384_SHA_384",
        "SHA256:qZ/5ORid0dbyFfPE9vVdWPhlYgUkZZ7Bmo6yyy1ct1o",
        """
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEhTe+bR2UKOhNhrYa7ToacjoiK+wGQ/rR
        nJRUGBiF0OhzVBVnq7dfo/Bs5Y4/jMDGvCJiMUMZEwvuzTre4bzFeEJAugNbuEJg
        8kykN7d40xR+QiFOWWcYwzcESfvPwzaH
        """),
    RSA(
        SignatureAlgorithm.RSA_PKCS1_SHA256,
        "PKIX_RSA_PKCS1V15_2048_SHA256",
        "SHA256:R0cBaVd+jKaeY0cX7M3TvvZhMKh5YOUe4b/Y4kfRVwc",
        """
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvbgL+hc8P/pWRq1X7Vmm
        QXSCF70zaiMjeP5o0DDMbb1x8jMqsu8kYsnyoxWn5gwCXpC+eEX1BkNV6dgi7dwy
        Ls/OdiWmDscL2ipMzlDuxqsD24GGE95Uzm6QZG33I6V8fNxUPbYzVyjc2l52n87p
        BbSuAblTpdbk69Qs3YCFXumGjVONPAkDptsroztJlJf86+Er0aXNNM8jT+d5MnKN
        8ihn3tyS/rsi7Bi8KjpOBqHLsQ3FGwAKlW+3M7t4kkaS0YCDUY7lDxUSm1r+PT0Q
        XtGeuZZ9gOrYGD2wbS4P3pahBNblbb91V3+1qAUc759FXt8UdoKPaRrrg9JjGAuk
        /wIDAQAB
        """),
    ED25519(
        SignatureAlgorithm.ED25519,
        "PKIX_ED25519",
        "SHA256:FwBvDKC9rXzoagh7HY/+CJosy2KQc7d2IUX0q/b/Q+o",
        """
        MCowBQYDK2VwAyEAcPU0meHaUwcMUSqEww765hPIE7AFvpZsQoB63zKlGC0=
        """);

    final SignatureAlgorithm algorithm;
    final String keyDetails;
    final String sshFingerprint;
    final String pem;

    Known(SignatureAlgorithm algorithm, String details, String sshFingerprint, String body) {
      this.algorithm = algorithm;
      this.keyDetails = details;
      this.sshFingerprint = sshFingerprint;
      this.pem = "-----BEGIN PUBLIC KEY-----\n" + body + "-----END PUBLIC KEY-----\n";
    }
  }

  @ParameterizedTest
  @EnumSource
  void parsePem_knownKey_isThatKey(Known known) {
    PinnedKey key = PinnedKey.parsePem(known.pem);
    assertThat(key.algorithm()).isEqualTo(known.algorithm);
    assertThat(KeyNames.details(key)).isEqualTo(known.keyDetails);
    assertThat(key.pem()).isEqualTo(known.pem);
    assertThat(PinnedKey.parseSpki(key.spki())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(PinnedKey.of(key.key())).isEqualTo(key);
  }

  @ParameterizedTest
  @EnumSource
  void sshFingerprint_knownKey_isWhatSshKeygenPrints(Known known) {
    assertThat(KeyNames.keyId(PinnedKey.parsePem(known.pem))).isEqualTo(known.sshFingerprint);
  }

  @Test
  void fingerprint_knownKey_isWhatOpensslAndSha256sumPrint() {
    PinnedKey key = PinnedKey.parsePem(Known.P256_WITH_A_SHORT_X.pem);
    String hex = "8968e4c2360a4d3f0c206eb4662bcfcff634ff42963a03e9dabf25bc562ab90d";
    assertThat(key.fingerprint()).isEqualTo(new Digest(hex));
    assertThat(KeyNames.hint(key)).isEqualTo("iWjkwjYKTT8MIG60ZivPz/Y0/0KWOgPp2r8lvFYquQ0=");
  }

  @Test
  void parsePem_anotherKey_isNotEqual() {
    assertThat(PinnedKey.parsePem(Known.P256.pem))
        .isNotEqualTo(PinnedKey.parsePem(Known.P256_WITH_A_SHORT_X.pem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
      })
  void parsePem_anyOtherText_isRefused(String text) {
    assertThatThrownBy(() -> PinnedKey.parsePem(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parsePem_twoKeys_isRefused() {
    assertThatThrownBy(() -> PinnedKey.parsePem(Known.P256.pem + Known.P384.pem))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parseSpki_cutOrLengthened_isRefused() {
    Bytes spki = PinnedKey.parsePem(Known.P256.pem).spki();
    byte[] longer = Arrays.copyOf(spki.toByteArray(), spki.size() + 1);
    assertThatThrownBy(() -> PinnedKey.parseSpki(Bytes.adopt(longer)))
        .isInstanceOf(IllegalArgumentException.class);
    for (int length = 0; length < spki.size(); length++) {
      Bytes cut = spki.slice(0, length);
      assertThatThrownBy(() -> PinnedKey.parseSpki(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** RFC 3279 §2.3.1: its parameters are NULL; Java reads a key without them. */
  @Test
  void parseSpki_ofRsaWithoutItsParameters_isRefused() {
    byte[] spki = rsa(BigInteger.ONE.shiftLeft(2047).setBit(0)).getEncoded();
    assertThat(PinnedKey.parseSpki(Bytes.adopt(spki)).spki()).isEqualTo(Bytes.adopt(spki));
    // SEQUENCE (4), SEQUENCE (2), the identifier (11), NULL (2).
    byte[] without = new byte[spki.length - 2];
    System.arraycopy(spki, 0, without, 0, 17);
    System.arraycopy(spki, 19, without, 17, spki.length - 19);
    without[3] -= 2;
    without[5] -= 2;
    assertThatThrownBy(() -> PinnedKey.parseSpki(Bytes.adopt(without)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 3072, 4096})
  void keyDetails_rsaOfASizeThatSigstoreKnows_namesIt(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    assertThat(KeyNames.details(PinnedKey.of(rsa(modulus))))
        .isEqualTo("PKIX_RSA_PKCS1V15_" + bits + "_SHA256");
  }

  @ParameterizedTest
  @ValueSource(ints = {2047, 2049, 2560, 4097, 8192})
  void of_rsaOfAnotherSize_isRefusedWithTheSizesThereAre(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    assertThatThrownBy(() -> PinnedKey.of(rsa(modulus)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2048, 3072 or 4096");
  }

  private static PublicKey rsa(BigInteger modulus) {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void of_keyOutsideTheClosedSet_isRefused() throws Exception {
    KeyPairGenerator smallRsa = KeyPairGenerator.getInstance("RSA");
    smallRsa.initialize(1024);
    for (KeyPairGenerator other :
        new KeyPairGenerator[] {smallRsa, KeyPairGenerator.getInstance("Ed448")}) {
      assertThatThrownBy(() -> PinnedKey.of(other.generateKeyPair().getPublic()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
