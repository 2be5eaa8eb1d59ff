package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.Reload;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SignerServerTest {

  @TempDir Path directory;

  @Test
  void awaitStop_whenItReturns_theStoreIsFree() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    for (int i = 0; i < 3; i++) {
      SignerServer server = SignerServer.start(config);
      Thread stop = Thread.ofPlatform().start(server::close);

      server.awaitStop();

      SignerRuntime.start(config, trace -> {}, failure -> {}).close();
      stop.join();
    }
  }

  @Test
  void close_again_isHarmless() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    SignerServer server = SignerServer.start(config);

    server.close();
    server.close();
    server.awaitStop();

    assertThat(directory.resolve("store")).isDirectory();
  }

  @Test
  void reload_refusedThenApplied_isShownByReadinessAndMetrics() throws Exception {
    Path file = Configured.in(directory);
    String text = Files.readString(file);
    Config config = ConfigReader.read(file, Map.of());
    SignerServer server = SignerServer.start(config);
    try {
      Files.writeString(file, text.replace("burst: 1,", "burst: none,"));
      Reload refused = server.reload(file, Map.of());

      assertThat(refused).isInstanceOf(Reload.Rejected.class);
      assertThat(((Reload.Rejected) refused).problems())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("signer.yaml:10", "burst");
      assertThat(management(config, "/readyz")).contains("the last reload was refused");

      Files.writeString(file, text.replace("burst: 1,", "burst: 2,"));
      assertThat(server.reload(file, Map.of())).isInstanceOf(Reload.Applied.class);
      assertThat(server.reload(file, Map.of())).isInstanceOf(Reload.Unchanged.class);
      assertThat(management(config, "/readyz")).doesNotContain("the last reload was refused");
      assertThat(management(config, "/metrics"))
          .contains(
              "signer_config_reloads_total{outcome=\"rejected\"} 1",
              "signer_config_reloads_total{outcome=\"applied\"} 1",
              "signer_config_reloads_total{outcome=\"unchanged\"} 1",
              "signer_sealed 0",
              "signer_key_oldest_seconds ");
    } finally {
      server.close();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void hangup_sentToTheProcess_reloadsTheFile() throws Exception {
    Path file = Configured.in(directory);
    Config config = ConfigReader.read(file, Map.of());
    SignerServer server = SignerServer.start(config);
    try {
      assumeTrue(server.reloadAtHangup(file, Map.of()), "started with nohup");
      Files.writeString(file, Files.readString(file).replace("burst: 1,", "burst: 2,"));

      new ProcessBuilder("kill", "-HUP", String.valueOf(ProcessHandle.current().pid()))
          .start()
          .waitFor();

      while (!management(config, "/metrics")
          .contains("signer_config_reloads_total{outcome=\"applied\"} 1")) {
        Thread.onSpinWait();
      }
    } finally {
      server.close();
    }
  }

  @Test
  void refusal_fileUnwritable_isAnsweredShownAndWrittenLater() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    Path file = directory.resolve("store/refusals.jsonl");
    SignerServer server = SignerServer.start(config);
    try {
      Files.deleteIfExists(file);
      Files.createDirectory(file);
      HttpResponse<String> refused = withoutToken(config);
      assertThat(refused.statusCode()).isEqualTo(401);
      while (!management(config, "/readyz")
          .contains("\"refusal-log\":{\"ok\":true,\"why\":\"not written")) {
        Thread.sleep(10);
      }
      assertThat(management(config, "/metrics"))
          .containsPattern("signer_refusal_log_failures_total [1-9]");

      Files.delete(file);
      while (!management(config, "/readyz")
          .contains("\"refusal-log\":{\"ok\":true,\"why\":\"ok\"}")) {
        Thread.sleep(10);
      }
      String line = Files.readString(file);
      String id = line.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
      assertThat(refused.body()).contains("\"auditId\":\"" + id + "\"");
    } finally {
      server.close();
    }
  }

  @Test
  void dependencyOutOfReach_isCountedByItsName() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    SignerServer server = SignerServer.start(config);
    try {
      while (!management(config, "/metrics")
          .contains(
              "signer_outbound_request_seconds_count{dependency=\"authority\",outcome=\"failed\"}")) {
        management(config, "/readyz");
        Thread.sleep(10);
      }
    } finally {
      server.close();
    }
  }

  @Test
  void selfTest_ofTheKeys_isCountedAndShown() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    SignerServer server = SignerServer.start(config);
    try {
      assertThat(management(config, "/metrics"))
          .contains("signer_key_tests_total{key_class=\"keystore\",outcome=\"failed\"} 0.0");
      while (!management(config, "/metrics")
          .contains("signer_key_tests_total{key_class=\"keystore\",outcome=\"passed\"} 1.0")) {
        Thread.sleep(10);
      }
      assertThat(management(config, "/metrics"))
          .contains(
              "signer_key_tests_failing 0.0",
              "signer_key_state{key_class=\"keystore\",state=\"active\"} 1.0",
              "signer_key_state{key_class=\"keystore\",state=\"revoked\"} 0.0")
          .doesNotContain("route=\"self-test\"");
      assertThat(management(config, "/readyz"))
          .contains("\"self-test\":{\"ok\":true,\"why\":\"ok\"}");
    } finally {
      server.close();
    }
  }

  /** A key that is not there: what cannot sign with any key takes itself out. */
  @Test
  void selfTest_ofTheOnlyKeyFails_isShownByReadinessAndMetrics() throws Exception {
    Path file = Configured.in(directory);
    Files.writeString(file, Files.readString(file).replace("main:sbom", "main:other"));
    Config config = ConfigReader.read(file, Map.of());
    SignerServer server = SignerServer.start(config);
    try {
      while (!management(config, "/metrics").contains("signer_key_tests_failing 1.0")) {
        Thread.sleep(10);
      }
      assertThat(management(config, "/readyz"))
          .contains(
              "\"self-test\":{\"ok\":false,"
                  + "\"why\":\"1 of 1 keys failing: acme/sbom (signing-key)\"}");
    } finally {
      server.close();
    }
  }

  private static HttpResponse<String> withoutToken(Config config) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + config.server().listen().port() + "/api/v1/signer/sign/dsse");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String management(Config config, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + config.server().management().port() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
