package org.stellaops.signer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Fulcio with an authority of its own and without a log of its certificates, a real
 * timestamp authority, and an issuer of identity tokens in this process.
 */
final class SigstoreServices implements AutoCloseable {

  static final String SUBJECT = "spiffe://bench.test/tenant/acme/signer";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  private final ECKey key;
  private final HttpServer identities;
  private final List<Process> running = new ArrayList<>();
  private final URI fulcio = URI.create("http://127.0.0.1:" + freePort());
  private final URI timestamps = URI.create("http://127.0.0.1:" + freePort());

  SigstoreServices(String fulcioProgram, String timestampProgram) throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("bench").generate();
    identities = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    identities.createContext(
        "/.well-known/openid-configuration", exchange -> send(exchange, discovery()));
    identities.createContext(
        "/keys", exchange -> send(exchange, new JWKSet(key.toPublicJWK()).toString()));
    identities.start();
    Path directory = Files.createTempDirectory("signer-bench-keyless");
    Path config =
        Files.writeString(
            directory.resolve("fulcio.yaml"),
            """
            oidc-issuers:
              ISSUER:
                issuer-url: ISSUER
                client-id: sigstore
                type: spiffe
                spiffe-trust-domain: bench.test
            """
                .replace("ISSUER", issuer()));
    start(
        directory.resolve("fulcio.log"),
        fulcioProgram,
        "serve",
        "--ca=ephemeralca",
        "--ct-log-url=",
        "--host=127.0.0.1",
        "--port=" + fulcio.getPort(),
        "--grpc-host=127.0.0.1",
        "--grpc-port=" + freePort(),
        "--metrics-port=" + freePort(),
        "--legacy-unix-domain-socket=" + directory.resolve("fulcio.sock"),
        "--config-path=" + config);
    start(
        directory.resolve("timestamp-server.log"),
        timestampProgram,
        "serve",
        "--host=127.0.0.1",
        "--port=" + timestamps.getPort(),
        "--timestamp-signer=memory",
        "--disable-ntp-monitoring");
    await(fulcio.resolve("/api/v2/trustBundle"));
    await(timestamps.resolve("/ping"));
  }

  /** Without its algorithms Fulcio takes RS256 alone. */
  private String discovery() {
    ObjectNode document = JSON.createObjectNode();
    document.put("issuer", issuer()).put("jwks_uri", issuer() + "/keys");
    document.putArray("id_token_signing_alg_values_supported").add("ES256");
    return document.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void send(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void start(Path log, String... words) throws IOException {
    running.add(
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  private void await(URI url) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try {
        get(url);
        return;
      } catch (IOException notYet) {
        boolean alive = running.stream().allMatch(Process::isAlive);
        if (!alive || System.nanoTime() > end) {
          close();
          throw new IOException(url + " does not answer", notYet);
        }
        var _ = running.getLast().waitFor(100, TimeUnit.MILLISECONDS);
      }
    }
  }

  private static String get(URI url) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(url + ": " + answer.statusCode());
    }
    return answer.body();
  }

  URI fulcio() {
    return fulcio;
  }

  URI timestamps() {
    return timestamps.resolve("/api/v1/timestamp");
  }

  String issuer() {
    return "http://127.0.0.1:" + identities.getAddress().getPort();
  }

  /** An identity token of the workload. */
  String token() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(SUBJECT)
                .audience("sigstore")
                .claim("iat", Instant.now().getEpochSecond())
                .claim("exp", Instant.now().plusSeconds(600).getEpochSecond())
                .build());
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  /** A {@code trusted_root.json} of both. */
  String trustedRoot() throws Exception {
    JsonNode bundle = JSON.readTree(get(fulcio.resolve("/api/v2/trustBundle")));
    StringBuilder issuing = new StringBuilder();
    bundle.at("/chains/0/certificates").forEach(each -> issuing.append(each.textValue()));
    ObjectNode root = JSON.createObjectNode();
    root.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
    authority(root.putArray("certificateAuthorities"), fulcio, issuing.toString());
    authority(
        root.putArray("timestampAuthorities"),
        timestamps,
        get(timestamps.resolve("/api/v1/timestamp/certchain")));
    return root.toString();
  }

  private static void authority(ArrayNode authorities, URI url, String pem) {
    ObjectNode authority = authorities.addObject();
    authority.putObject("subject").put("organization", "bench").put("commonName", "bench");
    authority.put("uri", url.toString());
    ArrayNode chain = authority.putObject("certChain").putArray("certificates");
    Matcher each = CERTIFICATE.matcher(pem);
    while (each.find()) {
      chain.addObject().put("rawBytes", each.group(1).replaceAll("\\s", ""));
    }
    authority.putObject("validFor").put("start", "2024-01-01T00:00:00Z");
  }

  @Override
  public void close() {
    running.forEach(Process::destroy);
    identities.stop(0);
  }
}
