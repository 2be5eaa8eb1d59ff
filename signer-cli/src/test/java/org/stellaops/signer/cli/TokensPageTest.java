package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.http.SignerServer;

/** Mints every example of docs/tokens.md, and every fault in its tables, and sends it. */
class TokensPageTest {

  private static final String PAGE = "docs/tokens.md";
  private static final String ORIGIN = "https://signer.example";
  private static final String SIGN = "/api/v1/signer/sign/dsse";

  /** What time it is on the page. */
  private static final long NOW = 1_795_744_860L;

  private static final List<String> TIMES = List.of("iat", "exp", "nbf");
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\{.*?\\})` \\| (\\d+) \\| `([a-z_]+)` \\| `([a-z0-9-]+)` \\|");

  @TempDir static Path directory;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final KeyPair CALLER = FakePlatform.newKey();
  private static final AtomicInteger LICENCES = new AtomicInteger(3000);
  private static FakePlatform platform;
  private static SignerServer server;
  private static int port;

  /** A row of a table: the change of one example, and what comes of it. */
  record Fault(String example, String change, int status, String code, String reason) {}

  @BeforeAll
  static void start() throws Exception {
    platform = new FakePlatform();
    port = Samples.freePorts();
    Path keystore = directory.resolve("keys.p12");
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            keystore.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            "correct",
            "-alias",
            "sbom",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=a")
        .start()
        .waitFor();
    Files.setPosixFilePermissions(
        keystore, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Samples.file(directory, "password", "correct\n");
    Path config =
        Samples.file(
            directory,
            "signer.yaml",
            """
            server: {publicOrigin: "https://signer.example", listen: {port: %d}, management: {port: %d}}
            authorities: {main: {issuer: "https://authority.example", jwksUri: "%s/authority/jwks.json"}}
            licensing:
              issuer: https://licensing.example
              jwksUri: %s/licensing/jwks.json
              introspectionUri: %s/licensing/introspect
            store: {directory: store}
            plans:
              pro: {maxArtifactBytes: 1MiB, rate: 1000, burst: 10000, concurrency: 8, bytesPerDay: 1GiB, signaturesPerDay: 10000}
            tenants:
              acme:
                plans: [pro]
                subjects: ["*"]
                keys: {sbom: {uri: "main:sbom"}}
                predicateTypes: {"https://cyclonedx.org/bom": {release: not-required}}
            keys: {backends: {main: {type: keystore, file: keys.p12, password: "file:password"}}}
            """
                .formatted(
                    port, port + 1, platform.origin(), platform.origin(), platform.origin()));
    server = SignerServer.start(ConfigReader.read(config, Map.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
    platform.close();
  }

  static Stream<Fault> faults() {
    return Stream.of("token", "proof", "poe", "answer")
        .flatMap(example ->
            ROW.matcher(section(example))
                .results()
                .map(row ->
                    new Fault(
                        example,
                        row.group(1),
                        Integer.parseInt(row.group(2)),
                        row.group(3),
                        row.group(4))));
  }

  @Test
  void page_everyTable_isRead() {
    long rows = Snippets.page(PAGE).lines().filter(line -> line.startsWith("| `{")).count();
    assertThat(faults()).hasSizeGreaterThan(70).hasSize((int) rows);
  }

  @Test
  void examples_asPrinted_areSigned() throws Exception {
    HttpResponse<String> reply = send(new Fault("none", "{}", 200, "", ""));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(Samples.json(reply.body()).at("/attestor/entitlement").asText()).isEqualTo("live");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token access-token",
        "proof dpop-proof",
        "poe proof-of-entitlement",
        "answer licensing-answer"
      })
  void examples_asPrinted_areValidBySchema(String names) {
    String[] name = names.split(" ", -1);
    JsonNode claims = minted(new Fault("none", "{}", 200, "", ""), name[0]).get("claims");
    assertThat(SchemaCheck.faults(claims, name[1] + "-v1.schema.json")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_asDescribed_isAnsweredAsThePageSays(Fault fault) throws Exception {
    HttpResponse<String> reply = send(fault);
    JsonNode problem = Samples.json(reply.body());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(fault.status());
    assertThat(problem.get("code").asText()).as(reply.body()).isEqualTo(fault.code());
    assertThat(problem.get("reason").asText()).as(reply.body()).isEqualTo(fault.reason());
  }

  private static HttpResponse<String> send(Fault fault) throws Exception {
    ObjectNode poe = minted(fault, "poe");
    String licence = "L-" + LICENCES.incrementAndGet();
    if (poe.at("/claims/lic").asText().equals("L-2031")) {
      ((ObjectNode) poe.get("claims")).put("lic", licence);
    }
    String entitlement = platform.byLicensing(poe);
    platform.answer(proof ->
        platform.byLicensing(
            filled(
                minted(fault, "answer"),
                Map.of("POE_SHA256", HexFormat.of().formatHex(sha256(proof)), "L-2031", licence))));
    String thumbprint = FakePlatform.publicJwk(CALLER).computeThumbprint().toString();
    String token =
        platform.byAuthority(filled(minted(fault, "token"), Map.of("THUMBPRINT", thumbprint)));
    String body =
        """
        {"subject":[{"name":"app.jar","digest":{"sha256":"%s"}}],
         "predicateType":"https://cyclonedx.org/bom",
         "predicate":{"bomFormat":"CycloneDX","specVersion":"1.6"},
         "poe":{"format":"jwt","value":"%s"}}\
        """
            .formatted("ab".repeat(32), entitlement);
    String nonce =
        HTTP.send(request("DPoP x", "x", body), HttpResponse.BodyHandlers.ofString())
            .headers()
            .firstValue("DPoP-Nonce")
            .orElseThrow();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("JTI", UUID.randomUUID().toString());
    values.put("ATH", FakePlatform.url(sha256(token)));
    values.put("NONCE", nonce);
    values.put("X", FakePlatform.publicJwk(CALLER).getX().toString());
    values.put("Y", FakePlatform.publicJwk(CALLER).getY().toString());
    String proof = FakePlatform.jws(filled(minted(fault, "proof"), values), CALLER);
    return HTTP.send(request("DPoP " + token, proof, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String authorization, String proof, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + SIGN))
        .header("Authorization", authorization)
        .header("DPoP", proof)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** The example, changed if it is the one that the fault is about, at today's time. */
  private static ObjectNode minted(Fault fault, String example) {
    ObjectNode token = (ObjectNode) Samples.json(example(example));
    if (fault.example().equals(example)) {
      ObjectNode change = (ObjectNode) Samples.json(fault.change());
      JsonNode header = change.remove("header");
      if (header != null) {
        merge((ObjectNode) token.get("header"), header);
      }
      merge((ObjectNode) token.get("claims"), change);
    }
    ObjectNode claims = (ObjectNode) token.get("claims");
    for (String time : TIMES) {
      if (claims.path(time).isIntegralNumber()) {
        claims.put(time, claims.get(time).asLong() - NOW + Instant.now().getEpochSecond());
      }
    }
    return token;
  }

  /** RFC 7396 §2. */
  private static void merge(ObjectNode target, JsonNode change) {
    for (Map.Entry<String, JsonNode> member : change.properties()) {
      JsonNode value = member.getValue();
      if (value.isNull()) {
        target.remove(member.getKey());
      } else if (value.isObject() && target.path(member.getKey()).isObject()) {
        merge((ObjectNode) target.get(member.getKey()), value);
      } else {
        target.set(member.getKey(), value);
      }
    }
  }

  private static JsonNode filled(JsonNode token, Map<String, String> values) {
    String text = token.toString();
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace('"' + value.getKey() + '"', '"' + value.getValue() + '"');
    }
    return Samples.json(text);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String example(String name) {
    Matcher example = Pattern.compile("(?s)```json\n(.*?)```").matcher(section(name));
    assertThat(example.find()).isTrue();
    return example.group(1);
  }

  /** From the mark of one example to that of the next. */
  private static String section(String example) {
    String page = Snippets.page(PAGE);
    int start = page.indexOf("<!-- example: " + example + " -->");
    assertThat(start).as(example).isNotNegative();
    int end = page.indexOf("<!-- example: ", start + 1);
    return page.substring(start, end < 0 ? page.length() : end);
  }
}
