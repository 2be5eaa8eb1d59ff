package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.testkit.signing.KeyPairs;

class PemKeysTest {

  /** Made by openssl 3.0 genpkey and pkcs8 -topk8; password {@code pem-password}. */
  private static final String AES =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIIBHDBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQISlZkO6BIoroCAggA
      MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBC/M8rWPE7YdvxbYWlABYBiBIHA
      vmJPh3yMj3EQgpDDYADqqR9ccDcCYZzLhwn2DO/r6NMkgr9X+rZsnwcxAOgu3urE
      CfNMsZQXvjn+Z2CY9qZU2UZf69aXt57dE2xeihZ0fimMJFHDw4pgGc6pHU9cTTTJ
      qeehJnWNQjvBtx1V4vxuedwrav/Y6VjSQjW4IKmD5z+JMv4amLxaSPX6hHnGAZQq
      p1308hqbneMWqs/JwJNZCYoHQYi3S75mLgKjEOsxnJKG97t5ilK7JLONXVsYzCsL
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  static final String SCRYPT =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIIBFDBPBgkqhkiG9w0BBQ0wQjAhBgkrBgEEAdpHBAswFAQIKjpcKizrUAwCAkAA
      AgEIAgEBMB0GCWCGSAFlAwQBKgQQIluOTmQP++Mnw4lxToo7oASBwJYEIhJ7OHvj
      pFd/5gvP9buNjyjjAUBfkNwCeaZ+C3NoXiLDfFiUy5WBzUY/VVjOIVvEXP43cBOQ
      nNvqVxnJpckQkWcJ0J2+vmJR+u2CzhVIZyrF1JtJ81A0Vej8EJL5dNiYVy8NPeSR
      JK5JmleXI8coA/7RJJUvSLqH+p+7NLeh0giKAcpDEEkX5xVUKz22qNpYLX3sk4/n
      bgVH2zqpbN+yEMK59j0cU8Y5GfiatlD59jitMqVAsIbtdv56xVS1Rw==
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  private static final String PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEiankibS3j6iwj8r3mV/WiTIrz9oGUNIw
      bf0aJZ76OidJm85buGLSQ2uCkQX5HIiczTeofHJ6p3kN7rdupxlL1zdARau7WvzO
      xb+J0JoTBtrWilHS3roUwJoiUO0tjc+L
      -----END PUBLIC KEY-----
      """;

  @TempDir private Path directory;

  private Path file(String content) throws IOException {
    Path file = directory.resolve("key.pem");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String pem(PemKeys keys) {
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    return keys.open(new KeyUri("key"), null, soon).pin().pem();
  }

  @Test
  void open_encryptedByOpenssl_readsTheKey_andOverwritesThePassword() throws IOException {
    for (String encrypted : new String[] {AES, SCRYPT}) {
      char[] password = "pem-password".toCharArray();
      try (PemKeys keys = PemKeys.open(file(encrypted), Optional.of(() -> password))) {
        assertThat(pem(keys)).isEqualTo(PUBLIC);
      }
      assertThat(password).containsOnly('\0');
    }
  }

  @Test
  void open_wrongPassword_isRefusedUntold() throws IOException {
    Path file = file(AES);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> PemKeys.open(file, Optional.of("wrong-password"::toCharArray)))
        .withMessageContaining("password")
        .withMessageNotContaining("wrong-password");
  }

  @Test
  void open_encryptedWithoutPassword_saysWhatToConfigure() throws IOException {
    Path file = file(AES);
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> PemKeys.open(file, Optional.empty()))
        .withMessageContaining("configure its password");
  }

  @Test
  void open_passwordForAPlainKey_isRefused() {
    Path file =
        PemKeysContractTest.write(
            directory.resolve("plain.pem"), KeyPairs.generate(SignatureAlgorithm.ED25519));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> PemKeys.open(file, Optional.of("x"::toCharArray)))
        .withMessageContaining("not encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "EC PRIVATE KEY, openssl pkcs8 -topk8",
    "RSA PRIVATE KEY, openssl pkcs8 -topk8",
    "ENCRYPTED SIGSTORE PRIVATE KEY, cosign's own form",
    "CERTIFICATE, not a private key",
    "PUBLIC KEY, not a private key",
    "PRIVATE KEY, not a private key in PKCS#8 form"
  })
  void open_anotherBlock_saysWhatToDo(String label, String advice) throws IOException {
    Path file = file("-----BEGIN " + label + "-----\nMAA=\n-----END " + label + "-----\n");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> PemKeys.open(file, Optional.empty()))
        .withMessageContaining(advice);
  }

  @Test
  void open_moreThanOneBlock_orNone_isRefused() throws IOException {
    for (String content : new String[] {"", "hello", AES + PUBLIC, "a note\n" + AES}) {
      Path file = file(content);
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> PemKeys.open(file, Optional.of("pem-password"::toCharArray)));
    }
  }

  @Test
  void open_fileThatOthersMayRead_isRefused() throws IOException {
    Path file = file(AES);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> PemKeys.open(file, Optional.of("pem-password"::toCharArray)))
        .withMessageContaining("chmod 600");
  }

  @Test
  void key_byAnotherName_isNotFound() throws IOException {
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    try (PemKeys keys = PemKeys.open(file(AES), Optional.of("pem-password"::toCharArray))) {
      assertThatExceptionOfType(KeyNotFound.class)
          .isThrownBy(() -> keys.open(new KeyUri("other"), null, soon));
    }
  }
}
