package org.stellaops.signer.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
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
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;

/** Whose certificate the service may have. */
class AwsTrustTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir static Path folder;
  private static SSLContext tls;
  private static Path right;
  private static Path wrong;

  @BeforeAll
  static void make() throws Exception {
    FakeAwsKmsContractTest.credentials();
    tls = new Made("right", "IP:127.0.0.1").context();
    right = folder.resolve("right.pem");
    Made unused = new Made("wrong", "IP:127.0.0.1");
    wrong = folder.resolve("wrong.pem");
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
                  .sign(PreAuthEncoding.of("t", Bytes.utf8("m")), soon())
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
  void certificateOfAnotherHost_isNotTrusted() throws Exception {
    SSLContext other = new Made("other", "DNS:kms.example").context();
    try (FakeAwsKms fake = new FakeAwsKms(other);
        KeyBackend backend = open(fake, Map.of("caFile", folder.resolve("other.pem").toString()))) {
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

  /** A key with a certificate of its own, NAME.p12 and NAME.pem in the folder. */
  private record Made(String name, String subject) {

    Made {
      keytool(
          "-genkeypair", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=" + subject);
      keytool("-exportcert", name, "-rfc", "-file", folder.resolve(name + ".pem").toString());
    }

    private static void keytool(String verb, String name, String... more) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of(verb, "-alias", name, "-storetype", "PKCS12"));
      command.addAll(List.of("-keystore", folder.resolve(name + ".p12").toString()));
      command.addAll(List.of("-storepass", PASSWORD));
      command.addAll(List.of(more));
      try {
        Process run =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as("%s", command).isZero();
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    SSLContext context() throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
        store.load(in, PASSWORD.toCharArray());
      }
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    }
  }
}
