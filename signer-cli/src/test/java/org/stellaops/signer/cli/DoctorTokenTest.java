package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.cli.FakePlatform.Reply;
import org.stellaops.signer.model.Bytes;

/** {@code stella doctor --token}: what each gate says of a caller, over a fake platform. */
class DoctorTokenTest {

  /** What time it is on the page that has the examples. */
  private static final long NOW = 1_795_744_860L;

  private static final List<String> GATES =
      List.of(
          "token",
          "dpop-proof",
          "scope",
          "tenant",
          "proof-of-entitlement",
          "plan",
          "licence",
          "rate",
          "keys",
          "release",
          "quota-of-the-day");

  @TempDir static Path directory;

  private static FakePlatform platform;
  private static Path config;
  private static Path dpopKey;
  private static String thumbprint = "";
  private static String fingerprint = "";
  private ObjectNode token;
  private ObjectNode poe;
  private ObjectNode answer;

  @BeforeAll
  static void start() throws Exception {
    platform = new FakePlatform();
    KeyPair caller = FakePlatform.newKey();
    dpopKey = Samples.dpopKey(directory, caller);
    thumbprint = FakePlatform.publicJwk(caller).computeThumbprint().toString();
    int port = Samples.freePorts();
    config =
        Samples.file(
            directory,
            "signer.yaml",
            """
            server: {publicOrigin: "https://signer.example", listen: {port: %d}, management: {port: %d}}
            authorities: {main: {issuer: "https://authority.example", jwksUri: "%s/authority/jwks.json"}}
            licensing:
              issuer: https://licensing.example
              jwksUri: %s/licensing/jwks.json
              introspectionUri: %s/introspect
            store: {directory: store}
            plans:
              pro: {maxArtifactBytes: 1MiB, rate: 10, burst: 20, concurrency: 8, bytesPerDay: 1GiB, signaturesPerDay: 10000}
            tenants:
              acme:
                plans: [pro]
                subjects: ["registry.example/*"]
                keys: {sbom: {uri: "main:sbom"}}
                predicateTypes: {"https://cyclonedx.org/bom": {release: not-required}}
            keys: {backends: {main: {type: keystore, file: keys.p12, password: "file:password"}}}
            """
                .formatted(
                    port, port + 1, platform.origin(), platform.origin(), platform.origin()));
    Samples.file(directory, "password", "correct\n");
    Samples.keystore(directory.resolve("keys.p12"), "correct", "sbom");
    Ran keys = stella("keys", "list", "--config", config);
    fingerprint = keys.out().substring(0, 71);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @BeforeEach
  void examples() {
    token = example("token");
    ((ObjectNode) token.at("/claims/cnf")).put("jkt", thumbprint);
    poe = example("poe");
    answer = example("answer");
    platform.answer(this::introspect);
  }

  private Reply introspect(String proof) {
    ObjectNode known = answer.deepCopy();
    ObjectNode says = (ObjectNode) known.at("/claims/token_introspection");
    if (proof.contains(".")) {
      says.put("poe_sha256", Bytes.utf8(proof).sha256().hex());
    } else {
      // What doctor asks about a proof that nobody was given.
      says.removeAll().put("active", false);
    }
    return new Reply(200, FakePlatform.jws(known, platform.licensing()));
  }

  /** An example of docs/tokens.md at today's time. */
  private static ObjectNode example(String name) {
    String page = Snippets.page("docs/tokens.md");
    Matcher example =
        Pattern.compile("(?s)<!-- example: " + name + " -->.*?```json\n(.*?)```").matcher(page);
    assertThat(example.find()).isTrue();
    ObjectNode token = (ObjectNode) Samples.json(example.group(1));
    ObjectNode claims = (ObjectNode) token.get("claims");
    for (String time : List.of("iat", "exp", "nbf")) {
      if (claims.path(time).isIntegralNumber()) {
        claims.put(time, claims.get(time).asLong() - NOW + Instant.now().getEpochSecond());
      }
    }
    return token;
  }

  private Ran doctor(Object... more) {
    Path tokenFile =
        Samples.file(directory, "token", FakePlatform.jws(token, platform.authority()));
    Path poeFile = Samples.file(directory, "poe", FakePlatform.jws(poe, platform.licensing()));
    List<Object> words = new ArrayList<>(List.of("doctor", "--config", config));
    words.addAll(List.of("--token", "file:" + tokenFile, "--poe", "file:" + poeFile));
    words.addAll(List.of(more));
    Ran ran = stella(words.toArray());
    for (Path secret : List.of(tokenFile, poeFile)) {
      String text = read(secret);
      for (String part : text.split("\\.")) {
        assertThat(ran.out() + ran.err()).doesNotContain(part);
      }
    }
    return ran;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the gates, by name. */
  private Map<String, String> gates(int exit, Object... more) {
    Ran ran = doctor(more);
    assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(exit);
    Map<String, String> lines = new LinkedHashMap<>();
    ran.out()
        .lines()
        .map(line -> line.split(": ", 2))
        .filter(line -> GATES.contains(line[0]) || line[0].equals("request"))
        .forEach(line -> lines.put(line[0], line[1]));
    return lines;
  }

  @Test
  void caller_thatIsFine_passesEveryGateAndNothingIsSpent() {
    Map<String, String> first = gates(0, "--dpop-key", dpopKey);
    Map<String, String> second = gates(0, "--dpop-key", dpopKey);

    assertThat(first.keySet()).containsExactlyElementsOf(GATES);
    // Each run has another proof, with another digest.
    assertThat(second.remove("proof-of-entitlement"))
        .startsWith("ok: licence L-2031, digest sha256:");
    assertThat(first).containsAllEntriesOf(second);
    JsonNode claims = token.get("claims");
    assertThat(first.get("token"))
        .isEqualTo(
            "ok: issuer https://authority.example, audience "
                + (claims.get("aud").isTextual()
                    ? claims.get("aud").asText()
                    : claims.get("aud").toString())
                + ", client "
                + claims.get("client_id").asText()
                + ", installation "
                + claims.get("inst").asText()
                + ", tenant acme, scope "
                + claims.get("scope").asText()
                + ", from "
                + Instant.ofEpochSecond(claims.get("iat").asLong())
                + ", until "
                + Instant.ofEpochSecond(claims.get("exp").asLong())
                + ", bound to key "
                + thumbprint);
    assertThat(first)
        .containsEntry("dpop-proof", "ok: made with the token's key " + thumbprint)
        .containsEntry("scope", "ok: " + claims.get("scope").asText())
        .containsEntry("tenant", "ok: acme")
        .containsEntry("plan", "ok: pro")
        .containsEntry("licence", "ok: Licensing says that it is active")
        .containsEntry(
            "rate", "ok: 19 more of 20 requests at once have room, 8 may run at one time")
        .containsEntry("keys", "ok: sbom " + fingerprint + " ECDSA_P256_SHA256");
    assertThat(first.get("release")).startsWith("ok: not-required");
    assertThat(first.get("proof-of-entitlement")).startsWith("ok: licence L-2031, digest sha256:");
    assertThat(first.get("quota-of-the-day"))
        .isEqualTo(
            "ok: 1000 of 1000 signatures have room today, and bytes up to 1073741824 of"
                + " 1073741824");
    assertThat(directory.resolve("store")).doesNotExist();
  }

  @Test
  void caller_withoutItsKey_isJudgedButForTheProof() {
    Map<String, String> lines = gates(0);

    assertThat(lines.keySet()).containsExactlyElementsOf(GATES);
    assertThat(lines.get("dpop-proof")).startsWith("not judged: without --dpop-key");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"exp\":-10,\"iat\":-20}', token, expired",
    "'{\"aud\":\"https://other.example\"}', token, aud-unexpected",
    "'{\"iss\":\"https://nobody.example\"}', token, token-unknown-issuer",
    "'{\"cnf\":{}}', token, cnf-",
    "'{\"scope\":\"signer.audit\"}', scope, scope-missing",
    "'{\"tid\":\"nobody\"}', tenant, tenant-unknown",
  })
  void token_thatIsWrong_isFoundAtItsGate(String change, String gate, String reason) {
    JsonNode changes = Samples.json(change);
    for (Map.Entry<String, JsonNode> claim : changes.properties()) {
      JsonNode value = claim.getValue();
      ObjectNode claims = (ObjectNode) token.get("claims");
      if (value.isInt()) {
        claims.put(claim.getKey(), Instant.now().getEpochSecond() + value.asLong() * 60);
      } else {
        claims.set(claim.getKey(), value);
      }
    }

    stopsAt(gate, reason, gates(1));
    Map<String, String> lines = gates(1, "--dpop-key", dpopKey);
    stopsAt(gate, reason, lines);
    assertThat(lines.get(gate)).contains("The token says: ");
    if (changes.has("aud")) {
      assertThat(lines.get(gate)).contains("audience https://other.example");
    }
  }

  private static void stopsAt(String gate, String reason, Map<String, String> lines) {
    assertThat(lines.get(gate)).as(lines + "").startsWith("WRONG: " + reason);
    List<String> names = List.copyOf(lines.keySet());
    assertThat(names).isEqualTo(GATES.subList(0, GATES.indexOf(gate) + 1));
    assertThat(lines.values()).filteredOn(line -> line.startsWith("WRONG: ")).hasSize(1);
    if (GATES.indexOf(gate) + 1 < GATES.size()) {
      List<String> after = GATES.subList(GATES.indexOf(gate) + 1, GATES.size());
      assertThat(lines.get(gate)).endsWith("; not asked after it: " + String.join(", ", after));
    }
  }

  @Test
  void token_ofAnotherSignature_isFound() {
    Path forged = Samples.file(directory, "forged", FakePlatform.jws(token, FakePlatform.newKey()));
    Path poeFile = Samples.file(directory, "poe", FakePlatform.jws(poe, platform.licensing()));

    Ran ran =
        stella(
            "doctor", "--config", config, "--token", "file:" + forged, "--poe", "file:" + poeFile);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("\ntoken: WRONG: token-signature: ");
  }

  @Test
  void dpopKey_thatIsAnother_isFound() {
    Path other = Samples.dpopKey(Samples.directory(directory, "other"));

    stopsAt("dpop-proof", "key-unexpected", gates(1, "--dpop-key", other));
  }

  @ParameterizedTest
  @CsvSource({
    "tid, other, proof-of-entitlement, tid-unexpected",
    "inst, other, proof-of-entitlement, inst-unexpected",
    "aud, other, proof-of-entitlement, aud-unexpected",
    "plan, gold, plan, plan-unknown",
  })
  void proofOfEntitlement_thatIsWrong_isFound(
      String claim, String value, String gate, String reason) {
    ((ObjectNode) poe.get("claims")).put(claim, value);

    stopsAt(gate, reason, gates(1));
  }

  @Test
  void licence_thatIsRevoked_isFound() {
    ((ObjectNode) answer.at("/claims/token_introspection")).put("active", false);

    stopsAt("licence", "licence-revoked", gates(1));
  }

  @Test
  void licensing_thatAnswersNonsense_isNoFaultOfTheCaller() {
    platform.answer(proof -> new Reply(200, "nonsense"));

    Map<String, String> lines = gates(1);

    stopsAt("licence", "dependency_unavailable: licensing", lines);
  }

  @Test
  void key_thatTheTenantHasNot_isFound() {
    stopsAt("keys", "key: ", gates(1, "--key", "other"));
    assertThat(gates(0, "--key", "sbom").get("keys")).contains(fingerprint);
  }

  @Test
  void scannerDigest_thatIsNotTheTokens_isFound() {
    ((ObjectNode) token.get("claims")).put("scanner_digest", Samples.RELEASED);

    assertThat(gates(0).get("release")).contains(Samples.RELEASED);
    Map<String, String> lines = gates(1, "--scanner-digest", Samples.UNSIGNED);
    stopsAt("release", "digest-mismatch", lines);
    assertThat(lines.get("release")).contains("--scanner-digest").doesNotContain("scannerImage");
  }

  @Test
  void output_inJson_isValidBySchema() {
    Ran good = doctor("--output", "json");
    ((ObjectNode) token.get("claims")).put("aud", "https://other.example/\u202e\u0007");
    Ran bad = doctor("--output", "json");

    assertThat(good.exit()).isZero();
    assertThat(bad.exit()).isEqualTo(1);
    for (Ran ran : List.of(good, bad)) {
      assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    }
    assertThat(doctor().out()).doesNotContain("\u202e", "\u0007");
  }

  @ParameterizedTest
  @CsvSource({
    "--token env:PATH",
    "--poe env:PATH",
    "--dpop-key k",
    "--key sbom",
    "--token x --poe y",
  })
  void options_thatLackOthers_areAWrongCommand(String words) {
    List<Object> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of(words.split(" ")));

    assertThat(stella(all.toArray()).exit()).isEqualTo(2);
  }
}
