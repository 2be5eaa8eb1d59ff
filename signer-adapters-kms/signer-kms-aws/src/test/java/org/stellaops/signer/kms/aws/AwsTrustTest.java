package org.stellaops.signer.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.testkit.tls.OwnCertificate;

/** Whose certificate the service may have. */
class AwsTrustTest {

  @TempDir static Path folder;
  private static SSLContext tls;
  private static Path right;
  private static Path wrong;

  @BeforeAll
  static void make() {
    FakeAwsKmsContractTest.credentials();
    OwnCertificate shown = new OwnCertificate(folder, "right", "IP:127.0.0.1");
    tls = shown.server();
    right = shown.pem();
    wrong = new OwnCertificate(folder, "wrong", "IP:127.0.0.1").pem();
  }

  @AfterAll
  static void end() {
    FakeAwsKmsContractTest.noCredentials();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private static KeyBackend open(FakeAwsKms fake, Map<String, String> also) {
    Map<String, String> settings = new HashMap<>(also);
    settings.put("region", "eu-central-1");
    settings.put("endpoint", fake.endpoint().toString());
    return new AwsKms().open(new KeyBackendOptions("main", settings, Map.of()));
  }

  @Test
  void authorityInTheFile_isTrusted() {
    try (FakeAwsKms fake = new FakeAwsKms(tls);
        KeyBackend backend = open(fake, Map.of("caFile", right.toString()))) {
      KeyUri key = new KeyUri(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256, "Enabled"));
      assertThat(
              backend
                  .open(key, null, soon())
                  .sign(PreAuthEncoding.of("t", Bytes.utf8("m")), () -> {}, soon())
                  .bytes()
                  .size())
          .isPositive();
    }
  }

  @Test
  void authorityInNoFile_isNotTrusted_andNothingIsSent() {
    for (Map<String, String> settings :
        List.of(Map.<String, String>of(), Map.of("caFile", wrong.toString()))) {
      try (FakeAwsKms fake = new FakeAwsKms(tls);
          KeyBackend backend = open(fake, settings)) {
        assertThatExceptionOfType(DependencyUnavailable.class)
            .isThrownBy(() -> backend.open(new KeyUri("alias/x"), null, soon()))
            .withMessageContaining("caFile")
            .satisfies(e -> assertThat(e.mayHaveHappened()).isFalse());
        assertThat(fake.lastCredential()).isEmpty();
      }
    }
  }

  @Test
  void certificateOfAnotherHost_isNotTrusted() {
    OwnCertificate other = new OwnCertificate(folder, "other", "DNS:kms.example");
    try (FakeAwsKms fake = new FakeAwsKms(other.server());
        KeyBackend backend = open(fake, Map.of("caFile", other.pem().toString()))) {
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> backend.requireReachable(soon()));
      assertThat(fake.lastCredential()).isEmpty();
    }
  }

  @Test
  void fileWithoutCertificate_isRefused_andOneThatIsNotThere_isUnavailable() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path noise = Files.writeString(folder.resolve("noise.pem"), "-----BEGIN CERTIFICATE-----\nx\n");
    for (Path file : List.of(empty, noise)) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> TrustedCertificates.of(file))
          .withMessageContaining("caFile " + file);
    }
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> TrustedCertificates.of(folder.resolve("none.pem")));
  }
}
