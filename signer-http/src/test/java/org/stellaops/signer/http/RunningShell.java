package org.stellaops.signer.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.PageSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.bootstrap.config.ServerSettings.Listener;
import org.stellaops.signer.bootstrap.config.ServerSettings.Log;
import org.stellaops.signer.bootstrap.config.ServerSettings.LogLevel;
import org.stellaops.signer.bootstrap.config.ServerSettings.Management;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.routes.HttpSettings;

/** A shell that listens on loopback, and a client of it. */
final class RunningShell implements AutoCloseable {

  static final String SIGN = "/api/v1/signer/sign/dsse";
  static final String AUDIT = "/api/v1/signer/audit/01890a5d-ac96-774b-bcce-b302099a8057";
  static final String REFERRERS = "/api/v1/signer/verify/referrers";
  static final String ORIGIN = "https://signer.example";

  final RecordingSigner signer = new RecordingSigner();
  final Map<String, State> readiness = new TreeMap<>();
  final Metrics metrics = new Metrics();
  final HttpSettings settings;
  final HttpShell shell;
  final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  RunningShell() {
    this(standard(), null);
  }

  RunningShell(Connections limits) {
    this(limits, null);
  }

  RunningShell(PageSettings page) {
    this(standard(), null, page);
  }

  RunningShell(Connections limits, @Nullable TlsFiles tls) {
    this(limits, tls, new PageSettings(null, null, null, null, null));
  }

  RunningShell(Connections limits, @Nullable TlsFiles tls, PageSettings page) {
    Listener loopback = new Listener("127.0.0.1", 0);
    settings =
        new HttpSettings(
            new ServerSettings(
                loopback,
                ORIGIN,
                false,
                null,
                tls,
                new Management("127.0.0.1", 0, false),
                new Log(LogLevel.INFO),
                limits),
            new HttpSettings.Discovery(
                List.of("https://authority.example"), List.of("ES256", "EdDSA")),
            page);
    shell = new HttpShell(signer, settings, () -> readiness, metrics);
    shell.start();
  }

  static Connections standard() {
    return new Connections(
        24 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        1024,
        Duration.ofSeconds(5),
        4096,
        Duration.ofSeconds(30));
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + shell.port() + path);
  }

  URI management(String path) {
    return URI.create("http://127.0.0.1:" + shell.managementPort() + path);
  }

  HttpRequest.Builder post(String body) {
    return HttpRequest.newBuilder(at(SIGN))
        .header("Authorization", "DPoP the-token")
        .header("DPoP", "the-proof")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException broken) {
      throw new AssertionError(text, broken);
    }
  }

  @Override
  public void close() {
    client.close();
    shell.close();
  }
}
