package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaDerTest {

  private static Bytes hex(String text) {
    return Bytes.adopt(HexFormat.of().parseHex(text));
  }

  @ParameterizedTest
  @CsvSource({"secp256r1, SHA256withECDSA, 32", "secp384r1, SHA384withECDSA, 48"})
  void isCanonical_manyRealSignatures_holds(String curve, String algorithm, int width)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(generator.generateKeyPair().getPrivate());
    for (int i = 0; i < 300; i++) {
      signer.update((byte) i);
      assertThat(EcdsaDer.isCanonical(Bytes.adopt(signer.sign()), width)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "secp256r1, ECDSA_P256_SHA256",
    "secp384r1, ECDSA_P384_SHA384",
    "secp521r1, ECDSA_P521_SHA512"
  })
  void derOfRaw_manySignatures_verifyAndAreCanonical(String curve, SignatureAlgorithm algorithm)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair pair = generator.generateKeyPair();
    PinnedKey pin = PinnedKey.of(pair.getPublic());
    Signature signer = Signature.getInstance(algorithm.jcaName() + "inP1363Format");
    signer.initSign(pair.getPrivate());
    Signature check = algorithm.newSignature();
    check.initVerify(pair.getPublic());
    for (int i = 0; i < 300; i++) {
      signer.update((byte) i);
      Bytes der = algorithm.derOfRaw(Bytes.adopt(signer.sign())).orElseThrow();
      assertThat(pin.isWellFormed(der)).isTrue();
      check.update((byte) i);
      assertThat(check.verify(der.toByteArray())).isTrue();
    }
  }

  @Test
  void derOfRaw_otherLengthsAndZeros_areNoSignature() {
    for (byte[] wrong : new byte[][] {{}, new byte[63], new byte[65], new byte[64]}) {
      assertThat(SignatureAlgorithm.ECDSA_P256_SHA256.derOfRaw(Bytes.adopt(wrong))).isEmpty();
    }
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 1);
    assertThat(SignatureAlgorithm.ECDSA_P256_SHA256.derOfRaw(Bytes.adopt(ones))).isPresent();
    assertThat(SignatureAlgorithm.ED25519.derOfRaw(Bytes.adopt(ones))).isEmpty();
  }

  @Test
  void isWellFormed_rsa_isAsLongAsTheModulus() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PinnedKey pin = PinnedKey.of(generator.generateKeyPair().getPublic());
    assertThat(pin.isWellFormed(Bytes.adopt(new byte[256]))).isTrue();
    assertThat(pin.isWellFormed(Bytes.adopt(new byte[255]))).isFalse();
    assertThat(pin.isWellFormed(Bytes.adopt(new byte[257]))).isFalse();
  }

  @Test
  void hash_isTheOneThatTheAlgorithmSigns_andNoneForWholeMessages() throws Exception {
    PreAuthEncoding what = PreAuthEncoding.of("t", Bytes.utf8("p"));
    byte[] whole = what.whole().toByteArray();
    assertThat(what.whole()).isEqualTo(Bytes.utf8("DSSEv1 1 t 1 p"));
    assertThat(SignatureAlgorithm.RSA_PSS_SHA256.hash(what)).contains(what.sha256().bytes());
    assertThat(SignatureAlgorithm.ECDSA_P384_SHA384.hash(what))
        .contains(Bytes.adopt(MessageDigest.getInstance("SHA-384").digest(whole)));
    assertThat(SignatureAlgorithm.ECDSA_P521_SHA512.hash(what))
        .contains(Bytes.adopt(MessageDigest.getInstance("SHA-512").digest(whole)));
    assertThat(SignatureAlgorithm.ED25519.hash(what)).isEmpty();
  }

  @Test
  void isCanonical_integerWiderThanTheOrder_doesNotHold() {
    String wide = "0221" + "01".repeat(33);
    String full = "0221" + "0080" + "01".repeat(31);
    assertThat(EcdsaDer.isCanonical(hex("3026" + wide + "020101"), 32)).isFalse();
    assertThat(EcdsaDer.isCanonical(hex("3026" + full + "020101"), 32)).isTrue();
    assertThat(EcdsaDer.isCanonical(hex("3026" + wide + "020101"), 48)).isTrue();
  }

  @Test
  void isCanonical_shortIntegers_holds() {
    assertThat(EcdsaDer.isCanonical(hex("3006020101020101"), 32)).isTrue();
    assertThat(EcdsaDer.isCanonical(hex("300702020081020101"), 32)).isTrue();
    assertThat(EcdsaDer.isCanonical(hex("300702020080020101"), 32)).isTrue();
    assertThat(EcdsaDer.isCanonical(hex("300702017f02020080"), 32)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3006020100020101",
        "3006020101020100",
        "3006020181020101",
        "300702020001020101",
        "300602010102010100",
        "3005020101020101",
        "300602010102020100",
        "308106020101020101",
        "3106020101020101",
        "3006030101020101",
        "300602010103010100",
        "30050201010200",
        "30060201010201",
        "300702010102020001",
        "30800201010201010000",
        "3006020201010201",
        "3006020001020101",
        "3009020101020101020101"
      })
  void isCanonical_anyLooserForm_doesNotHold(String text) {
    assertThat(EcdsaDer.isCanonical(hex(text), 32)).isFalse();
  }
}
