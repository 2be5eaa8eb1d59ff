package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.DpopKey;
import org.stellaops.signer.cli.service.DevelopmentService;

/** {@code stella sign} against a server. */
class SignOnServerTest {

  private static final String AUDIT_ID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}";

  @TempDir static Path state;
  @TempDir Path scratch;

  private static DevelopmentService service;
  private Path sbom;

  @BeforeAll
  static void start() {
    service = DevelopmentService.start(state.resolve("dev"), Ports.free());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void document() {
    sbom = Samples.sbom(scratch);
  }

  private static Ran sign(Object... words) {
    return stella(List.of("sign"), concat(words, "--server", service.origin(), "--dev"));
  }

  private static Object[] concat(Object[] words, Object... more) {
    List<Object> all = new java.util.ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static JsonNode statement(String bundle) {
    String payload = Samples.json(bundle).at("/dsseEnvelope/payload").asText();
    return Samples.json(
        new String(Base64.getDecoder().decode(payload), java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void sbom_withoutAFileForIt_putsTheBundleOnStandardOutputAndTheWordsElsewhere()
      throws IOException {
    Ran ran = sign("sbom", sbom);

    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode statement = statement(ran.out());
    assertThat(statement.at("/predicateType").asText()).isEqualTo("https://cyclonedx.org/bom");
    assertThat(statement.at("/predicate")).isEqualTo(Samples.json(sbom));
    assertThat(statement.at("/subject/0/name").asText()).isEqualTo("app.cdx.json");
    assertThat(statement.at("/subject/0/digest/sha256").asText())
        .isEqualTo(org.stellaops.signer.model.Bytes.adopt(Files.readAllBytes(sbom)).sha256().hex());
    assertThat(ran.err())
        .containsPattern("signed with sha256:[0-9a-f]{64}, audit id " + AUDIT_ID)
        .doesNotContain("SHA256:");
  }

  @Test
  void sbom_withFilesForIt_leavesStandardOutputEmpty() {
    Path bundle = scratch.resolve("b.json");
    Path key = scratch.resolve("k.pub");

    Ran ran = sign("sbom", sbom, "--bundle", bundle, "--public-key", key);

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(stella("verify", bundle, "--key", key, "--artifact", sbom).exit()).isZero();
  }

  @Test
  void sbom_inJson_givesTheWholeAnswer() {
    Ran ran = sign("sbom", sbom, "--output", "json", "--bundle", scratch.resolve("b.json"));

    JsonNode answer = Samples.json(ran.out());
    assertThat(answer.at("/auditId").asText()).matches(AUDIT_ID);
    assertThat(answer.at("/bundle/dsse/payloadType").asText())
        .isEqualTo("application/vnd.in-toto+json");
    assertThat(answer.at("/release/verdict").asText()).isEqualTo("attested");
  }

  @Test
  void sbom_ofMegabytes_isSigned() throws IOException {
    String filler = "x".repeat(1000);
    StringBuilder big = new StringBuilder("{\"bomFormat\":\"CycloneDX\",\"components\":[");
    for (int i = 0; i < 3000; i++) {
      big.append(i == 0 ? "" : ",").append("{\"name\":\"").append(filler).append("\"}");
    }
    Path large = Samples.file(scratch, "big.cdx.json", big.append("]}").toString());

    Ran signed = sign("sbom", large, "--bundle", scratch.resolve("b.json"));
    Ran refused = sign("sbom", large, "--scanner-digest", Samples.UNSIGNED);

    assertThat(signed.exit()).as(signed.err()).isZero();
    assertThat(Files.size(scratch.resolve("b.json"))).isGreaterThan(4_000_000);
    assertThat(refused.exit()).as(refused.err()).isEqualTo(4);
  }

  @Test
  void sbom_largeAndRefusedUnread_stillSaysWhy() {
    Path large =
        Samples.file(
            scratch,
            "big.cdx.json",
            "{\"bomFormat\":\"CycloneDX\",\"x\":\"" + "x".repeat(8_000_000) + "\"}");
    Credentials wrong = credentials("signer.audit");

    Ran ran =
        stella(
            "sign",
            "sbom",
            large,
            "--server",
            service.origin(),
            "--token",
            wrong.token(),
            "--dpop-key",
            wrong.key(),
            "--poe",
            wrong.poe());

    assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
    assertThat(ran.err()).contains("insufficient_scope");
  }

  @Test
  void sbom_withASubject_namesIt() {
    Ran ran = sign("sbom", sbom, "--subject", "registry.example/app@" + Samples.RELEASED);
    Ran bare = sign("sbom", sbom, "--subject", Samples.RELEASED);
    Ran nameless = sign("sbom", sbom, "--subject", "@" + Samples.RELEASED);
    Ran wrong = sign("sbom", sbom, "--subject", "registry.example/app");

    JsonNode subject = statement(ran.out()).at("/subject/0");
    assertThat(subject.at("/name").asText()).isEqualTo("registry.example/app");
    assertThat("sha256:" + subject.at("/digest/sha256").asText()).isEqualTo(Samples.RELEASED);
    for (Ran unnamed : List.of(bare, nameless)) {
      assertThat(unnamed.exit()).isEqualTo(2);
      assertThat(unnamed.err()).contains("NAME@sha256:HEX", "name").doesNotContain("app.cdx.json");
    }
    assertThat(wrong.exit()).isEqualTo(2);
  }

  @Test
  void sbom_inSpdx_hasItsType() {
    Ran ran = sign("sbom", Samples.file(scratch, "a.spdx.json", "{\"spdxVersion\":\"SPDX-2.3\"}"));

    assertThat(statement(ran.out()).at("/predicateType").asText())
        .isEqualTo("https://spdx.dev/Document");
  }

  @Test
  void sbom_thatIsNone_isAWrongCommand() {
    Ran other = sign("sbom", Samples.file(scratch, "a.json", "{\"name\":\"x\"}"));
    Ran text = sign("sbom", Samples.file(scratch, "a.txt", "not JSON"));
    Ran doubled =
        sign(
            "sbom",
            Samples.file(scratch, "d.json", "{\"bomFormat\":\"CycloneDX\",\"a\":1,\"a\":2}"));

    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("neither CycloneDX nor SPDX");
    assertThat(text.exit()).isEqualTo(2);
    assertThat(doubled.exit()).isEqualTo(2);
  }

  @Test
  void report_withItsPolicy_isSigned() {
    Path report =
        Samples.file(
            scratch,
            "scan.json",
            "{\"policy\":{\"digest\":\"" + Samples.RELEASED + "\",\"viewSet\":\"default\"}}");

    Ran signed = report(report, Samples.RELEASED);
    Ran otherPolicy = report(report, Samples.UNSIGNED);

    assertThat(signed.exit()).as(signed.err()).isZero();
    assertThat(statement(signed.out()).at("/predicateType").asText())
        .isEqualTo("https://stella-ops.org/report/v1");
    assertThat(otherPolicy.exit()).as(otherPolicy.err()).isEqualTo(4);
  }

  private static Ran report(Path file, String policy) {
    return sign(
        "report",
        file,
        "--type",
        "https://stella-ops.org/report/v1",
        "--policy-digest",
        policy,
        "--view-set",
        "default");
  }

  @Test
  void statement_asItIs_isSigned() {
    String text =
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{\"spdxVersion\":\"SPDX-2.3\"},"
            + "\"predicateType\":\"https://spdx.dev/Document\",\"subject\":[{\"digest\":{\"sha256\":\""
            + "ab".repeat(32)
            + "\"},\"name\":\"a\"}]}";

    Ran ran = sign("statement", Samples.file(scratch, "s.json", text));
    Ran none = sign("statement", sbom);

    assertThat(statement(ran.out())).isEqualTo(Samples.json(text));
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("not an in-toto Statement v1");
  }

  @Test
  void statement_withoutPredicateAndNames_isSignedAsItIs() {
    String text =
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":"
            + "\"https://spdx.dev/Document\",\"subject\":[{\"digest\":{\"sha256\":\""
            + "ab".repeat(32)
            + "\"}}]}";

    Ran ran = sign("statement", Samples.file(scratch, "s.json", text));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(statement(ran.out())).isEqualTo(Samples.json(text));
  }

  @Test
  void statement_oneSubjectIsWrong_isToldByItsPath() {
    String good = "{\"digest\":{\"sha256\":\"" + "ab".repeat(32) + "\"}}";
    String text =
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":"
            + "\"https://spdx.dev/Document\",\"subject\":["
            + (good + ",").repeat(700)
            + "{\"digest\":{\"sha256\":\"ab\"}}]}";
    Path file = Samples.file(scratch, "s.json", text);

    Ran onServer = sign("statement", file);
    Ran inProcess =
        stella("sign", "statement", file, "--dev", "--public-key", scratch.resolve("k.pub"));

    assertThat(onServer.exit()).isEqualTo(4);
    assertThat(onServer.err()).contains("invalid_statement", "$.subject[700].digest.sha256");
    assertThat(inProcess.exit()).isEqualTo(1);
    assertThat(inProcess.err()).contains("invalid_statement", "$.subject[700].digest.sha256");
  }

  @Test
  void sbom_inSpdx3_hasItsTypeAndItsNumbersNoted() {
    Ran ran =
        sign(
            "sbom",
            Samples.file(
                scratch,
                "a.spdx3.json",
                "\ufeff{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\","
                    + "\"@graph\":[{\"score\":1.0000000000000001}]}"));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(statement(ran.out()).at("/predicateType").asText())
        .isEqualTo("https://spdx.dev/Document/v3");
    assertThat(ran.err()).contains("note: 1.0000000000000001 at $['@graph'][0].score");
  }

  @Test
  void sbom_ofAnotherImageThanTheTokens_isRefusedWithCodeAndAuditId() {
    Ran ran = sign("sbom", sbom, "--scanner-digest", Samples.UNSIGNED);

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).contains("403 release_unbound").containsPattern("audit id " + AUDIT_ID);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void sbom_sameIdempotencyKey_givesTheFirstAnswer() {
    Credentials mine = credentials("signer.sign");
    List<Object> words =
        List.of(
            "sign",
            "sbom",
            sbom,
            "--server",
            service.origin(),
            "--token",
            mine.token(),
            "--dpop-key",
            mine.key(),
            "--poe",
            mine.poe(),
            "--idempotency-key",
            "build-1");

    Ran first = stella(words);
    Ran again = stella(words);
    Ran other = stella(words, "--subject", "app@" + Samples.RELEASED);

    assertThat(first.exit()).as(first.err()).isZero();
    assertRepeat(first, again);
    assertThat(other.exit()).isEqualTo(4);
    assertThat(other.err()).contains("idempotency_mismatch");
  }

  @Test
  void sbom_inDevelopmentModeWithAnIdempotencyKey_needsAKeptProof() {
    Credentials mine = credentials("signer.sign");

    Ran fresh = sign("sbom", sbom, "--idempotency-key", "build-2");
    Ran first = sign("sbom", sbom, "--idempotency-key", "build-2", "--poe", mine.poe());
    Ran again = sign("sbom", sbom, "--idempotency-key", "build-2", "--poe", mine.poe());

    assertThat(fresh.exit()).isEqualTo(2);
    assertThat(fresh.err()).contains("--poe file:PATH");
    assertThat(first.exit()).as(first.err()).isZero();
    assertRepeat(first, again);
  }

  @Test
  void sbom_withoutAProof_isSentWithNone_andRefusedWhileNoBypassIsOpen() {
    Credentials mine = credentials("signer.sign");

    Ran none = sign("sbom", sbom, "--no-poe");
    Ran both = sign("sbom", sbom, "--no-poe", "--poe", mine.poe());

    assertThat(none.exit()).isEqualTo(4);
    assertThat(none.err()).contains("invalid_request", "with --poe");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--no-poe goes with --server, and without --poe");
  }

  private static void assertRepeat(Ran first, Ran again) {
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(first.err()).doesNotContain("a repeat");
    assertThat(again.err()).startsWith("a repeat: ").endsWith(first.err());
  }

  @Test
  void sbom_inJson_namesWhatWasWrittenAndWhetherItIsARepeat() {
    Credentials mine = credentials("signer.sign");
    Path bundle = scratch.resolve("json/b.json");
    assertThat(bundle.getParent().toFile().mkdir()).isTrue();
    Path key = scratch.resolve("json/k.pub");
    Object[] words = {
      "sbom",
      sbom,
      "--idempotency-key",
      "json-1",
      "--poe",
      mine.poe(),
      "--key",
      "sbom",
      "--key",
      "second",
      "--bundle",
      bundle,
      "--public-key",
      key,
      "--envelope",
      scratch.resolve("json/e"),
      "--output",
      "json"
    };

    Ran first = sign(words);
    Ran again = sign(words);

    assertThat(first.exit()).as(first.err()).isZero();
    JsonNode document = Samples.json(first.out());
    assertThat(SchemaCheck.faults(document)).isEmpty();
    assertThat(document.get("repeated").asBoolean()).isFalse();
    assertThat(document.get("files"))
        .extracting(file -> file.get("content").asText() + " " + file.path("key").asText("all"))
        .containsExactlyInAnyOrder(
            "bundle sbom", "bundle second", "public-key sbom", "public-key second", "envelope all");
    for (JsonNode file : document.get("files")) {
      assertThat(Path.of(file.get("file").asText())).isNotEmptyFile();
      assertThat(first.err()).contains("wrote " + file.get("file").asText() + " (");
    }
    assertThat(Samples.json(again.out()).get("repeated").asBoolean()).isTrue();
    assertThat(again.out().replace("\"repeated\":true", "\"repeated\":false"))
        .isEqualTo(first.out());
  }

  @Test
  void sbom_outputThatCannotBe_isFoundOutBeforeTheRequest() throws IOException {
    Path nowhere = scratch.resolve("nonexist").resolve("x.json");
    Path bundle = scratch.resolve("b.json");

    Ran ran =
        stella(
            "sign",
            "sbom",
            sbom,
            "--server",
            "http://127.0.0.1:" + Samples.freePorts(),
            "--dev",
            "--bundle",
            bundle,
            "--envelope",
            nowhere);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err())
        .isEqualTo(
            "stella: cannot write "
                + nowhere
                + ": the directory "
                + nowhere.getParent()
                + " does not exist\n");
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).containsExactly(sbom);
    }
  }

  @Test
  void sbom_outputThatFailsAfterTheSignature_saysTheAuditId() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Path key = scratch.resolve("k.pub");

    Ran ran = sign("sbom", sbom, "--bundle", full, "--public-key", key);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err())
        .contains("cannot write /dev/full: ")
        .containsPattern("it is signed, audit id " + AUDIT_ID);
    assertThat(key).exists();
  }

  @Test
  void sbom_outputsThatOverwriteSomething_areAWrongCommand() throws IOException {
    Path link = Files.createSymbolicLink(scratch.resolve("link"), sbom);
    Path same = scratch.resolve("same.json");
    Credentials mine = credentials("signer.sign");
    byte[] before = Files.readAllBytes(sbom);

    for (List<Object> words :
        List.of(
            List.<Object>of("--bundle", sbom),
            List.<Object>of("--bundle", link),
            List.<Object>of("--bundle", same, "--envelope", scratch.resolve("./same.json")),
            List.<Object>of("--bundle", same, "--public-key", same),
            List.<Object>of("--bundle", "-"),
            List.<Object>of("--public-key", "-"),
            List.<Object>of("--bundle", scratch.resolve("poe"), "--poe", mine.poe()))) {
      Ran ran = sign(concat(new Object[] {"sbom", sbom}, words.toArray()));
      assertThat(ran.exit()).as(words + ran.err()).isEqualTo(2);
      assertThat(ran.err().lines()).hasSize(1);
    }
    assertThat(Files.readAllBytes(sbom)).isEqualTo(before);
    assertThat(same).doesNotExist();
  }

  /** References to what a caller outside of development mode has. */
  private record Credentials(String token, Path key, String poe) {}

  private Credentials credentials(String scope) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair pair = generator.generateKeyPair();
      Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
      Path key =
          Samples.file(
              scratch,
              "dpop.pem",
              "-----BEGIN PRIVATE KEY-----\n"
                  + base64.encodeToString(pair.getPrivate().getEncoded())
                  + "\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n"
                  + base64.encodeToString(pair.getPublic().getEncoded())
                  + "\n-----END PUBLIC KEY-----\n");
      DevelopmentClient authority = DevelopmentClient.of(service.origin());
      String token = authority.token(DpopKey.read(key), Map.of("scope", scope));
      return new Credentials(
          "file:" + Samples.file(scratch, "token", token + "\n"),
          key,
          "file:" + Samples.file(scratch, "poe", authority.proofOfEntitlement(Map.of())));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void secret_onTheCommandLine_isNotTaken() {
    Credentials mine = credentials("signer.sign");
    String secret = "eyJhbGciOiJFUzI1NiJ9.e30.c2VjcmV0";

    for (List<Object> words :
        List.of(
            List.<Object>of("--token", secret, "--dpop-key", mine.key(), "--poe", mine.poe()),
            List.<Object>of("--token", mine.token(), "--dpop-key", mine.key(), "--poe", secret))) {
      Ran ran =
          stella(List.of("sign", "sbom", sbom, "--server", service.origin()), words.toArray());
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains("never the secret itself").doesNotContain(secret);
    }
  }

  @Test
  void secret_thatCannotBeOne_isNotRepeated() {
    Path key = credentials("signer.sign").key();
    Path broken = Samples.file(scratch, "broken", "hush hush\nhush");

    Ran file = withToken("file:" + broken, key);
    Ran variable = withToken("env:STELLA_TEST_THAT_IS_NOT_SET", key);
    Ran missing = withToken("file:" + scratch.resolve("none"), key);

    assertThat(file.exit()).isEqualTo(2);
    assertThat(file.err()).contains("--token").doesNotContain("hush");
    assertThat(variable.exit()).isEqualTo(2);
    assertThat(variable.err()).contains("STELLA_TEST_THAT_IS_NOT_SET");
    assertThat(missing.exit()).isEqualTo(3);
  }

  private Ran withToken(String token, Path key) {
    return stella(
        "sign",
        "sbom",
        sbom,
        "--server",
        service.origin(),
        "--token",
        token,
        "--dpop-key",
        key,
        "--poe",
        "file:" + scratch.resolve("poe"));
  }

  @Test
  void dpopKey_ofAnotherCurve_isAWrongCommand() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(384);
    KeyPair pair = generator.generateKeyPair();
    Path key =
        Samples.file(
            scratch,
            "p384.pem",
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");

    Ran ran = withToken(credentials("signer.sign").token(), key);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("p384.pem is not a P-256 key pair");

    Path half =
        Samples.file(
            scratch,
            "half.pem",
            Files.readString(key).replaceFirst("(?s)-----BEGIN PUBLIC KEY.*", ""));
    assertThat(withToken("file:" + scratch.resolve("token"), half).err())
        .contains("half.pem", "it has no PUBLIC KEY block; make one of it: (openssl pkey -in");
    Path sec1 = Samples.file(scratch, "sec1.pem", "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n");
    assertThat(withToken("file:" + scratch.resolve("token"), sec1).err())
        .contains("it has a private key in another form; make one of it", "> dpop.pem")
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void serve_developmentDirectoryOfARunningService_isLeftAsItIs() throws IOException {
    Path config = state.resolve("dev/config.yaml");
    String before = Files.readString(config);

    Ran ran =
        stella(
            "serve", "--dev", "--dev-dir", state.resolve("dev"), "--dev-port", Samples.freePorts());

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("another process has the store in").contains("--server URL");
    assertThat(Files.readString(config)).isEqualTo(before);
  }

  @Test
  void serve_storeOfARunningService_suggestsTheServer() {
    Path config = state.resolve("dev/config.yaml");
    Credentials mine = credentials("signer.sign");

    Ran serve = stella("serve", "--config", config);
    Ran sign =
        stella("sign", "sbom", sbom, "--config", config, "--tenant", "demo", "--poe", mine.poe());
    Ran doctor = stella("doctor", "--config", config);

    assertThat(serve.exit()).isEqualTo(3);
    assertThat(serve.err()).contains("--server URL");
    assertThat(sign.exit()).isEqualTo(3);
    assertThat(sign.err()).contains("--server URL");
    assertThat(doctor.exit()).as(doctor.out()).isZero();
    assertThat(doctor.out())
        .contains("store: in use by a running service, which is ", "authority:main: ok");
  }
}
