package org.stellaops.signer.verify.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.registry.DocumentSigner;

class PublicKeyFilesTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final PinnedKey P256 = DocumentSigner.p256().key();

  private static PinnedKey read(String text) throws InvalidTrust {
    WindowedKey read = PublicKeyFiles.read(Bytes.utf8(text));
    assertThat(read.validity()).isEqualTo(ValidityWindow.ALWAYS);
    return read.key();
  }

  private static String number(BigInteger value, int width) {
    byte[] bytes = value.toByteArray();
    byte[] padded = new byte[width];
    int from = Math.max(0, bytes.length - width);
    System.arraycopy(bytes, from, padded, width - bytes.length + from, bytes.length - from);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
  }

  private static String ec(PinnedKey key, String curve, int width) {
    ECPublicKey ec = (ECPublicKey) key.key();
    return "{\"kty\":\"EC\",\"crv\":\""
        + curve
        + "\",\"x\":\""
        + number(ec.getW().getAffineX(), width)
        + "\",\"y\":\""
        + number(ec.getW().getAffineY(), width)
        + "\"}";
  }

  @Test
  void read_pemDerOrJwk_isTheSameKey() throws Exception {
    assertThat(read(P256.pem())).isEqualTo(P256);
    assertThat(read("\n" + P256.pem() + "\n")).isEqualTo(P256);
    assertThat(PublicKeyFiles.read(P256.spki()).key()).isEqualTo(P256);
    assertThat(read(ec(P256, "P-256", 32))).isEqualTo(P256);
    PinnedKey p384 = DocumentSigner.p384().key();
    assertThat(read(ec(p384, "P-384", 48))).isEqualTo(p384);
    PinnedKey rsa = DocumentSigner.rsa().key();
    RSAPublicKey numbers = (RSAPublicKey) rsa.key();
    assertThat(
            read(
                "{\"kty\":\"RSA\",\"use\":\"sig\",\"n\":\""
                    + number(numbers.getModulus(), 256)
                    + "\",\"e\":\"AQAB\"}"))
        .isEqualTo(rsa);
    PinnedKey ed = DocumentSigner.ed25519().key();
    Bytes raw = ed.spki().slice(12, 44);
    assertThat(read("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + raw.base64Url() + "\"}"))
        .isEqualTo(ed);
  }

  @Test
  void read_certificate_isItsKeyWhileItIsValid() throws Exception {
    Bytes leaf =
        TestCertificateAuthority.create(FROM)
            .issue(P256.key(), "spiffe://example.test/a", "https://issuer.test", FROM)
            .leaf();
    WindowedKey expected =
        new WindowedKey(P256, new ValidityWindow(FROM, FROM.plus(Duration.ofMinutes(10))));
    assertThat(PublicKeyFiles.read(leaf)).isEqualTo(expected);
    String pem = "-----BEGIN CERTIFICATE-----\n" + leaf.base64() + "\n-----END CERTIFICATE-----\n";
    assertThat(PublicKeyFiles.read(Bytes.utf8(pem))).isEqualTo(expected);
    assertRefused(pem + pem);
  }

  private static void assertRefused(String text) {
    assertThat(
            catchThrowableOfType(InvalidTrust.class, () -> PublicKeyFiles.read(Bytes.utf8(text))))
        .hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "none",
        "{}",
        "[]",
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
      })
  void read_anythingElse_isRefused(String text) {
    assertRefused(text);
  }

  @Test
  void read_privateJwk_isRefusedBySayingSo() {
    String jwk = ec(P256, "P-256", 32).replace("\"kty\"", "\"d\":\"AQ\",\"kty\"");
    assertThat(catchThrowableOfType(InvalidTrust.class, () -> PublicKeyFiles.read(Bytes.utf8(jwk))))
        .hasMessageContaining("private");
  }
}
