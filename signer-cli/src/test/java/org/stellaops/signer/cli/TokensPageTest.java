package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.TokenTimes;
import org.stellaops.signer.http.SignerServer;
import org.stellaops.signer.model.IssuerName;

/** Mints every example of docs/tokens.md, and every row of its tables of faults, and sends it. */
class TokensPageTest {

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

  /** A change of these is a change of the page. */
  @Test
  void figures_onThePage_areTheDefaults() {
    IssuerName issuer = new IssuerName("https://issuer.example");
    EntitlementRules licences =
        EntitlementRules.standard(issuer, "signer", EntitlementRules.Check.INTROSPECT);
    assertThat(licences.freshFor()).hasSeconds(30);
    assertThat(licences.timeToLive()).hasMinutes(15);
    assertThat(licences.proofTimes())
        .isEqualTo(new TokenTimes(Duration.ofDays(400), Duration.ofSeconds(30)));
    AuthorityRules authority = AuthorityRules.standard("main", issuer, "signer");
    assertThat(authority.tokenTimes())
        .isEqualTo(new TokenTimes(Duration.ofHours(1), Duration.ofSeconds(30)));
    CallerRules callers = CallerRules.standard(List.of(authority), "https://signer.example");
    assertThat(callers.proofAge()).hasSeconds(60);
    assertThat(callers.proofSkew()).hasSeconds(10);
  }

  private static TokensPageSender sender(Row row) {
    return new TokensPageSender(platform, port, row);
  }

  private static String entitlement(HttpResponse<String> reply) {
    return Samples.json(reply.body()).at("/attestor/entitlement").asText();
  }
}
