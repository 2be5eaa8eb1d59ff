package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWK;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.cli.TokensPage.Row;
import org.stellaops.signer.http.SignerServer;

/** Mints every example of docs/tokens.md, and every row of its tables of faults, and sends it. */
class TokensPageTest {

  /** Of a claim by itself, so that a schema can see them too. */
  private static final Set<String> FAULTS_OF_FORM =
      Set.of(
          "claim-missing",
          "claim-malformed",
          "cnf-missing",
          "cnf-unsupported",
          "mutual-tls-unsupported",
          "limits-unknown",
          "nonce-missing");

  private static final Map<String, String> SCHEMAS =
      Map.of(
          "token", "access-token-v1.schema.json",
          "proof", "dpop-proof-v1.schema.json",
          "poe", "proof-of-entitlement-v1.schema.json",
          "answer", "licensing-answer-v1.schema.json");

  @TempDir static Path directory;

  private static FakePlatform platform;
  private static SignerServer server;
  private static int port;

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
    Files.setPosixFilePermissions(keystore, PosixFilePermissions.fromString("rw-------"));
    Samples.file(directory, "password", "correct\n");
    Path config = Samples.file(directory, "signer.yaml", configuration());
    server = SignerServer.start(ConfigReader.read(config, Map.of("LICENSING_SECRET", "s3cret")));
  }

  /** The page's, at our addresses, and what it leaves open. */
  private static String configuration() {
    String others = String.join(", ", new TokensPageKeys(platform).publish());
    String printed =
        TokensPage.blocks(TokensPage.text(), "yaml")
            .findFirst()
            .orElseThrow()
            .replace("example\"}\n", "example\", LISTEN}\n")
            .replace("jwks.json\"}}", "jwks.json\", tenants: [acme]}, " + others + "}")
            .replace("https://authority.example/jwks", platform.origin() + "/authority/jwks")
            .replace("https://licensing.example/jwks", platform.origin() + "/licensing/jwks")
            .replace("https://licensing.example/intro", platform.origin() + "/intro")
            .replace(
                "LISTEN", "listen: {port: %d}, management: {port: %d}".formatted(port, port + 1));
    return printed
        + """
          freshFor: 0s
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
        """;
  }

  @AfterAll
  static void stop() {
    server.close();
    platform.close();
  }

  static Stream<Row> faults() {
    return TokensPage.faults();
  }

  static Stream<Row> accepted() {
    return TokensPage.accepted();
  }

  @Test
  void page_everyRow_isRead() {
    long rows =
        TokensPage.text()
            .lines()
            .filter(line -> line.matches("\\|.*\\| [1-5]\\d\\d \\|.*"))
            .count();
    assertThat(faults()).hasSizeGreaterThan(150).hasSize((int) rows);
    assertThat(accepted()).hasSizeGreaterThan(20);
  }

  @Test
  void examples_asPrinted_areSigned() throws Exception {
    HttpResponse<String> reply = sender(Row.PRINTED).send();
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(entitlement(reply)).isEqualTo("live");
  }

  @Test
  void examples_asPrinted_fitTogether() throws Exception {
    JsonNode jwk = TokensPage.example("proof").at("/header/jwk");
    assertThat(JWK.parse(jwk.toString()).computeThumbprint().toString())
        .isEqualTo(TokensPage.example("token").at("/claims/cnf/jkt").asText());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_asDescribed_isAnsweredAsThePageSays(Row row) throws Exception {
    HttpResponse<String> reply = sender(row).send();
    JsonNode problem = Samples.json(reply.body());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(row.status());
    assertThat(problem.get("code").asText()).as(reply.body()).isEqualTo(row.code());
    assertThat(problem.get("reason").asText()).as(reply.body()).isEqualTo(row.reason());
    assertThat(reply.headers().firstValue("DPoP-Nonce")).isPresent();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void variant_asDescribed_isSigned(Row row) throws Exception {
    HttpResponse<String> reply = sender(row).send();
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }

  @Test
  void proofWithoutNonce_asPrinted_isChallenged() throws Exception {
    HttpResponse<String> reply = sender(Row.PRINTED).challenged();
    List<String> printed = TokensPage.block("proof", "http").lines().toList();
    assertThat(printed.get(0)).isEqualTo("HTTP/1.1 " + reply.statusCode() + " Unauthorized");
    for (String field : printed.subList(1, printed.indexOf(""))) {
      String[] parts = field.split(": ", 2);
      String value = reply.headers().firstValue(parts[0]).orElse("none");
      if (parts[0].equals("DPoP-Nonce")) {
        assertThat(value).hasSameSizeAs(parts[1]);
      } else {
        assertThat(value).as(parts[0]).isEqualTo(parts[1]);
      }
    }
    assertThat(reply.body()).isEqualTo(printed.getLast());
  }

  @Test
  void question_ofALicence_isAskedAsPrinted() throws Exception {
    TokensPageSender sender = sender(Row.PRINTED);
    sender.send();
    FakePlatform.Question asked = platform.lastQuestion();
    List<String> printed = TokensPage.block("question", "http").lines().toList();
    assertThat(asked.requestLine()).isEqualTo(printed.get(0));
    for (String field : printed.subList(2, printed.indexOf(""))) {
      String[] parts = field.split(": ", 2);
      assertThat(asked.headers().get(parts[0])).as(parts[0]).containsExactly(parts[1]);
    }
    assertThat(asked.form()).isEqualTo(printed.getLast().replace("COMPACT-POE", sender.poe()));
  }

  @Test
  void licensingSilent_afterAYes_isSignedByTheLastAnswer() throws Exception {
    TokensPageSender sender = sender(Row.PRINTED);
    sender.send();
    sender.endLicensing();
    HttpResponse<String> reply = sender.send();
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(entitlement(reply)).isEqualTo("last-known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"active\":false}", "{\"ver\":8}"})
  void licensingSilent_afterANo_isRefusedAsBefore(String no) throws Exception {
    TokensPageSender sender =
        sender(new Row("answer", "{\"token_introspection\":" + no + "}", 403, "", ""));
    JsonNode before = Samples.json(sender.send().body());
    sender.endLicensing();
    HttpResponse<String> reply = sender.send();
    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(Samples.json(reply.body()).get("reason")).isEqualTo(before.get("reason"));
  }

  @Test
  void licensingSilent_aboutANewProof_isOurOutage() throws Exception {
    TokensPageSender sender = sender(Row.PRINTED);
    sender.endLicensing();
    HttpResponse<String> reply = sender.send();
    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.headers().firstValue("Retry-After")).contains("2");
  }

  @Test
  void schemas_ofExamplesAndVariants_holdThem() {
    SCHEMAS.forEach((example, schema) ->
        Stream.concat(Stream.of(Row.PRINTED), TokensPage.accepted(example))
            .forEach(row ->
                assertThat(SchemaCheck.faults(changed(row, example), schema))
                    .as(row.toString())
                    .isEmpty()));
  }

  @Test
  void schemas_ofFaultsOfForm_refuseThem() {
    SCHEMAS.forEach((example, schema) ->
        TokensPage.faults(example)
            .filter(row -> row.isPatch() && !row.patch(example).has("header"))
            .filter(row -> FAULTS_OF_FORM.contains(row.reason()))
            .forEach(row ->
                assertThat(SchemaCheck.faults(changed(row, example), schema))
                    .as(row.toString())
                    .isNotEmpty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token {\"aud\":7}",
        "token {\"aud\":[]}",
        "token {\"aud\":[\"signer\",\"other\"]}",
        "token {\"tid\":\"Acme\"}",
        "token {\"scope\":\"\"}",
        "token {\"scope\":\"signer.sign  signer.audit\"}",
        "token {\"scope\":null}",
        "token {\"cnf\":{\"jkt\":\"THUMBPRINT\"}}",
        "token {\"cnf\":{\"other\":1}}",
        "token {\"iat\":0}",
        "token {\"exp\":1795745700.5}",
        "proof {\"jti\":\"\"}",
        "proof {\"htm\":\"post\"}",
        "proof {\"htu\":\"/api/v1/signer/sign/dsse\"}",
        "proof {\"ath\":\"ATH\"}",
        "proof {\"content-digest\":\"sha-256=:AAAA:\"}",
        "poe {\"aud\":[\"signer\",\"other\"]}",
        "poe {\"tid\":\"a b\"}",
        "poe {\"ver\":-1}",
        "poe {\"plan\":\"Gold plan\"}",
        "poe {\"limits\":{\"perSecond\":0}}",
        "poe {\"limits\":{\"perSecond\":1.5}}",
        "poe {\"cnf\":{\"jkt\":\"THUMBPRINT\",\"other\":1}}",
        "answer {\"aud\":{}}",
        "answer {\"token_introspection\":{\"active\":\"true\"}}",
        "answer {\"token_introspection\":{\"active\":null}}",
        "answer {\"token_introspection\":{\"poe_sha256\":\"POE_SHA256\"}}",
        "answer {\"token_introspection\":{\"poe_sha256\":null}}",
        "answer {\"token_introspection\":{\"ver\":null}}",
        "answer {\"token_introspection\":{\"ver\":-1}}",
        "answer {\"token_introspection\":{\"lic\":7}}",
        "answer {\"token_introspection\":{\"limits\":{\"burst\":0}}}",
        "answer {\"token_introspection\":{\"limits\":{\"seats\":3}}}"
      })
  void schemas_ofWhatTheTextForbids_refuseIt(String change) {
    String example = change.substring(0, change.indexOf(' '));
    Row row = new Row(example, change.substring(example.length() + 1), 0, "", "");
    String schema = java.util.Objects.requireNonNull(SCHEMAS.get(example));
    assertThat(SchemaCheck.faults(changed(row, example), schema)).isNotEmpty();
  }

  @Test
  void schemas_ofANo_askForNothingElse() {
    Row no =
        new Row(
            "answer",
            "{\"token_introspection\":{\"active\":false,\"poe_sha256\":null,\"lic\":null,"
                + "\"ver\":\"x\",\"limits\":{\"seats\":3}}}",
            403,
            "",
            "");
    assertThat(SchemaCheck.faults(changed(no, "answer"), "licensing-answer-v1.schema.json"))
        .isEmpty();
  }

  private static TokensPageSender sender(Row row) {
    return new TokensPageSender(platform, port, row);
  }

  private static String entitlement(HttpResponse<String> reply) {
    return Samples.json(reply.body()).at("/attestor/entitlement").asText();
  }

  private static JsonNode changed(Row row, String example) {
    ObjectNode claims = (ObjectNode) TokensPage.example(example).get("claims");
    ObjectNode change = row.patch(example);
    change.remove("header");
    TokensPage.merge(claims, change);
    return claims;
  }
}
