package org.stellaops.signer.kms.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.soon;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.unavailable;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** Where credentials come from, and what becomes of a call that has none. */
class GoogleAccessTest {

  @TempDir Path folder;
  private FakeGoogleCloudKms fake;

  @BeforeEach
  void start() {
    fake = new FakeGoogleCloudKms();
  }

  @AfterEach
  void end() {
    fake.close();
  }

  private KeyBackend open(GoogleAccess.Source source) {
    return GoogleCloudKms.open(FakeGoogleCloudKmsContractTest.options(fake.endpoint()), source);
  }

  @Test
  void noCredentials_saysSo_andTheyAreLookedForAgain() {
    AtomicInteger searches = new AtomicInteger();
    try (KeyBackend backend =
        open(() -> {
          if (searches.incrementAndGet() == 1) {
            throw new IOException("none yet");
          }
          return FakeGoogleCloudKmsContractTest.token();
        })) {
      DependencyUnavailable failure = unavailable(() -> backend.requireReachable(soon()));
      assertThat(failure).hasMessageContaining("no credentials");
      assertThat(failure.mayHaveHappened()).isFalse();
      backend.requireReachable(soon());
      backend.requireReachable(soon());
      assertThat(searches).hasValue(2);
    }
  }

  @Test
  void searchThatHangs_keepsNobodyLongerThanItsTime_andGoesOn() {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger searches = new AtomicInteger();
    try (KeyBackend backend =
        open(() -> {
          searches.incrementAndGet();
          try {
            answer.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return FakeGoogleCloudKmsContractTest.token();
        })) {
      long start = Ticker.system().nanos();
      for (int i = 0; i < 2; i++) {
        Deadline little = Deadline.in(Duration.ofMillis(200), Ticker.system());
        assertThat(unavailable(() -> backend.requireReachable(little)))
            .hasMessageContaining("no credentials were found in time");
      }
      assertThat(Duration.ofNanos(Ticker.system().nanos() - start))
          .isLessThan(Duration.ofSeconds(15));
      answer.countDown();
      backend.requireReachable(soon());
      assertThat(searches).hasValue(1);
    }
  }

  @Test
  void tokenThatCannotBeHad_saysSo_andNothingIsSent() {
    OAuth2Credentials without =
        new OAuth2Credentials() {
          @Override
          public AccessToken refreshAccessToken() throws IOException {
            throw new IOException("invalid_grant");
          }
        };
    try (KeyBackend backend = open(() -> without)) {
      DependencyUnavailable failure =
          unavailable(() ->
              backend.open(
                  new KeyUri(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256)), null, soon()));
      assertThat(failure).hasMessageContaining("no access token");
      assertThat(failure.mayHaveHappened()).isFalse();
      assertThat(fake.wire().lastAuthorization()).isEmpty();
    }
  }

  @Test
  void keyFileInTheEnvironment_signsItsOwnTokens() throws Exception {
    KeyPair account = KeyPairs.generate(SignatureAlgorithm.RSA_PKCS1_SHA256);
    String pem =
        "-----BEGIN PRIVATE KEY-----\\n"
            + Base64.getEncoder().encodeToString(account.getPrivate().getEncoded())
            + "\\n-----END PRIVATE KEY-----\\n";
    Path file =
        Files.writeString(
            folder.resolve("account.json"),
            "{\"type\":\"service_account\",\"client_id\":\"1\",\"private_key_id\":\"2\","
                + "\"client_email\":\"signer@example.iam.gserviceaccount.com\","
                + "\"token_uri\":\"http://127.0.0.1:9/\",\"private_key\":\""
                + pem
                + "\"}");
    assertThat(probe(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()))).isZero();
    String token = fake.wire().lastAuthorization();
    assertThat(token).startsWith("Bearer ey");
    assertThat(claims(token)).contains("signer@example.iam.gserviceaccount.com", "cloudkms");
  }

  private static String claims(String token) {
    int from = token.indexOf('.') + 1;
    return new String(
        Base64.getUrlDecoder().decode(token.substring(from, token.indexOf('.', from))),
        StandardCharsets.UTF_8);
  }

  @Test
  void metadataServer_givesTheTokenOfTheWorkload() throws Exception {
    HttpServer metadata =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metadata.createContext(
        "/",
        exchange -> {
          byte[] body =
              exchange.getRequestURI().getPath().endsWith("/token")
                  ? "{\"access_token\":\"of-the-workload\",\"expires_in\":3600}"
                      .getBytes(StandardCharsets.UTF_8)
                  : "googleapis.com".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    metadata.start();
    try {
      String host = "127.0.0.1:" + metadata.getAddress().getPort();
      assertThat(probe(Map.of("GCE_METADATA_HOST", host))).isZero();
      assertThat(fake.wire().lastAuthorization()).isEqualTo("Bearer of-the-workload");
    } finally {
      metadata.stop(0);
    }
  }

  @Test
  void metadataServerThatNeverAnswers_keepsNobodyLongerThanItsTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String host = "127.0.0.1:" + silent.getLocalPort();
      assertThat(probe(Map.of("GCE_METADATA_HOST", host))).isEqualTo(AccessProbe.UNAVAILABLE);
      assertThat(fake.wire().lastAuthorization()).isEmpty();
    }
  }

  /** Asks for a signature in a process with an environment of its own. */
  private int probe(Map<String, String> environment) throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            AccessProbe.class.getName(),
            fake.endpoint(),
            FakeGoogleCloudKms.caFile(),
            fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256));
    java.environment().keySet().removeIf(each -> each.matches("GOOGLE_.*|GCE_.*|CLOUDSDK_.*"));
    java.environment().putAll(environment);
    Path said = folder.resolve("said.txt");
    Process process = java.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as("%s", Files.readString(said))
        .isIn(0, AccessProbe.UNAVAILABLE);
    return process.exitValue();
  }
}
