package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the command makes of a fake server that answers everything in one way. */
class SignedCheckTest {

  @TempDir static Path state;
  @TempDir Path scratch;

  /** A good answer, and a good one about another document. */
  private static String good = "";

  private static String other = "";

  private HttpServer fake;
  private volatile int status = 200;
  private volatile String body = "";
  private volatile boolean endless;
  private volatile String published = "";
  private static final String TRUST = "https://stella-ops.org/schemas/signer/trust/v1";
  private static final String SCHEMA = "\"revocations\":[],\"schema\":\"" + TRUST + "\"}";
  private Path bundle;

  @BeforeAll
  static void signBoth() {
    good = answer(Samples.sbom(state));
    other = answer(Samples.file(state, "other.json", "{\"bomFormat\":\"CycloneDX\"}"));
  }

  private static String answer(Path document) {
    Ran ran = stella("sign", "sbom", document, "--dev", "--output", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    // Without what the command adds to a signer's answer.
    ObjectNode answer = (ObjectNode) Samples.json(ran.out());
    return answer.remove(List.of("files", "repeated", "schema")).toString();
  }

  @BeforeEach
  void serve() throws IOException {
    bundle = scratch.resolve("b.json");
    fake = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    fake.createContext(
        "/",
        exchange -> {
          boolean trust = exchange.getRequestURI().getPath().endsWith("/trust");
          byte[] bytes = (trust ? published : body).getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, endless ? 0 : bytes.length);
          try (exchange) {
            exchange.getResponseBody().write(bytes);
            while (endless) {
              exchange.getResponseBody().write(new byte[1 << 16]);
            }
          }
        });
    fake.start();
  }

  @AfterEach
  void stop() {
    fake.stop(0);
  }

  private String origin() {
    return "http://127.0.0.1:" + fake.getAddress().getPort();
  }

  private Ran sign(Object... more) {
    Path key = Samples.dpopKey(scratch);
    Path token = Samples.file(scratch, "token", "a.b.c");
    List<Object> words = new ArrayList<>(List.of("sign", "sbom", state.resolve("app.cdx.json")));
    words.addAll(List.of("--server", origin()));
    words.addAll(List.of("--token", "file:" + token, "--dpop-key", key, "--poe", "file:" + token));
    words.addAll(List.of("--bundle", bundle));
    return stella(words, more);
  }

  private void refused(String answer, String why) {
    body = answer;
    Ran ran = sign();
    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains("not what was asked for").contains(why);
    assertThat(bundle).doesNotExist();
  }

  private static String changed(Consumer<ObjectNode> change) {
    ObjectNode answer = (ObjectNode) Samples.json(good);
    change.accept(answer);
    return answer.toString();
  }

  @Test
  void answer_asItShouldBe_isKept() {
    body = good;
    Ran ran = sign();
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(bundle).isRegularFile();
  }

  @Test
  void answer_aboutAnotherDocument_isNotKept() {
    refused(other, "another statement is signed than was sent");
  }

  @Test
  void answer_withAWrongSignature_isNotKept() {
    refused(
        changed(answer ->
            ((ObjectNode) answer.at("/bundle/sigstore/0/dsseEnvelope/signatures/0"))
                .put("sig", "AAAA")),
        "does not verify");
    refused(
        changed(answer -> ((ObjectNode) answer.at("/bundle/dsse/signatures/0")).put("sig", "AAAA")),
        "does not verify");
    refused(
        changed(answer ->
            ((ObjectNode) answer.at("/bundle"))
                .set("dsse", Samples.json(other).at("/bundle/dsse"))),
        "does not verify");
  }

  @Test
  void answer_withAnotherKeyThanItNames_isNotKept() {
    refused(
        changed(answer ->
            ((ObjectNode) answer.at("/bundle/signers/0"))
                .set("publicKey", Samples.json(other).at("/bundle/signers/0/publicKey"))),
        "not the one that it names");
    refused(
        changed(answer -> ((ObjectNode) answer.at("/bundle/signers/0")).put("publicKey", "x")),
        "cannot be read");
  }

  @Test
  void answer_ofAnotherKeyThanWasAskedFor_isNotKept() {
    body = good;
    String fingerprint = Samples.json(good).at("/bundle/signers/0/fingerprint").asText();
    Ran unexpected = sign("--expect-key", "sha256:" + "00".repeat(32));
    Ran fewer = sign("--key", "sbom", "--key", "second");

    assertThat(unexpected.exit()).isEqualTo(1);
    assertThat(fewer.exit()).isEqualTo(1);
    assertThat(bundle).doesNotExist();
    assertThat(sign("--expect-key", fingerprint).exit()).isZero();
  }

  /** Callers go on naming a key after another has taken its place. */
  @Test
  void answer_ofAKeyThatReplacesTheNamedOne_isKeptAndTold() {
    body = good;
    Ran named = sign("--key", "sbom");
    Ran replaced = sign("--key", "old-sbom");
    String nobody = "sha256:" + "00".repeat(32);

    assertThat(named.exit()).as(named.err()).isZero();
    assertThat(named.err()).doesNotContain("in place of");
    assertThat(replaced.exit()).as(replaced.err()).isZero();
    assertThat(replaced.err()).contains("the server signed with sbom in place of old-sbom");
    assertThat(sign("--key", "old-sbom", "--expect-key", nobody).exit()).isEqualTo(1);
  }

  @Test
  void answer_ofAnotherKindOfKeyThanItSays_isNotKept() {
    refused(
        changed(answer ->
            ((ObjectNode) answer.at("/bundle/signers/0")).put("keyDetails", "PKIX_ED25519")),
        "of another kind than it says");
  }

  @Test
  void answer_ofAKeyThatAFileNames_isKept() {
    body = good;
    JsonNode signer = Samples.json(good).at("/bundle/signers/0");
    Path pem = Samples.file(scratch, "k.pub", signer.path("publicKey").asText());
    Path list = Samples.file(scratch, "keys.json", trust(good, good));
    Path others = Samples.file(scratch, "others.json", trust(other, other));
    Path untrue = Samples.file(scratch, "untrue.json", trust(good, other));
    Path none = Samples.file(scratch, "none.json", "{\"keys\":[]," + SCHEMA);

    assertThat(sign("--expect-key", others).exit()).isEqualTo(1);
    assertThat(sign("--expect-key", none).exit()).isEqualTo(2);
    assertThat(sign("--expect-key", untrue).exit()).isEqualTo(2);
    assertThat(bundle).doesNotExist();
    assertThat(sign("--expect-key", pem).exit()).isZero();
    assertThat(sign("--expect-key", list).exit()).isZero();
  }

  @Test
  void answer_ofAKeyThatTheServerPublishes_isKept() {
    body = good;
    published = trust(other, other);
    Ran others = sign("--expect-key", "server");
    published = trust(good, other);
    Ran untrue = sign("--expect-key", "server");
    published = "{\"keys\":[]," + SCHEMA;
    Ran empty = sign("--expect-key", "server");

    assertThat(others.exit()).as(others.err()).isEqualTo(1);
    assertThat(untrue.exit()).as(untrue.err()).isEqualTo(3);
    assertThat(untrue.err()).contains("an id that is not its own");
    assertThat(empty.exit()).as(empty.err()).isEqualTo(2);
    assertThat(bundle).doesNotExist();
    published = trust(good, good);
    assertThat(sign("--expect-key", "server").exit()).isZero();
  }

  /** A list of one key: the id of the signer of one answer, and the key of that of another. */
  private static String trust(String named, String signed) {
    ObjectNode list = Samples.JSON.createObjectNode();
    list.putArray("keys")
        .addObject()
        .put("id", Samples.json(named).at("/bundle/signers/0/fingerprint").asText())
        .put("publicKey", Samples.json(signed).at("/bundle/signers/0/publicKey").asText());
    list.putArray("revocations");
    return list.put("schema", TRUST).toString();
  }

  @Test
  void keysList_ofWhatIsNoListOfKeys_isRefused() {
    String origin = origin();
    for (String list :
        List.of(
            trust(good, other),
            trust(good, good).replace(TRUST, "https://example.com/other"),
            "{\"keys\":[]}",
            "[]",
            "x")) {
      published = list;
      for (String form : List.of("text", "json")) {
        Ran ran = stella("keys", "list", "--server", origin, "--output", form);
        assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(3);
        assertThat(ran.err()).contains("the list of keys of " + origin + " cannot be read");
      }
    }
    published = trust(good, good);
    assertThat(stella("keys", "list", "--server", origin).exit()).isZero();
  }

  @Test
  void keysList_inJsonWithControlCharacters_showsThemAsEscapes() {
    published = trust(good, good).replaceFirst("\"id\"", "\"keyId\":\"\u202e\u009b31m\",\"id\"");

    Ran ran = stella("keys", "list", "--server", origin(), "--output", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).doesNotContain("\u202e", "\u009b").contains("\\u202e\\u009b31m");
    assertThat(Samples.json(ran.out())).isEqualTo(Samples.json(published));
  }

  @Test
  void expectKey_asAFile_isThatKey() {
    body = good;
    String pem = Samples.json(good).at("/bundle/signers/0/publicKey").asText();
    String otherPem = Samples.json(other).at("/bundle/signers/0/publicKey").asText();
    Path theirs = Samples.file(scratch, "theirs.pub", otherPem);
    Path document = Samples.file(scratch, "x.json", "{\"bomFormat\":\"CycloneDX\"}");

    assertThat(sign("--expect-key", theirs).exit()).isEqualTo(1);
    assertThat(sign("--expect-key", document).exit()).isEqualTo(2);
    assertThat(sign("--expect-key", document).err()).contains("is an SBOM, not a public key");
    assertThat(sign("--expect-key", "ab".repeat(32)).exit()).isEqualTo(2);
    assertThat(bundle).doesNotExist();
    Path ours = Samples.file(scratch, "ours.pub", pem);
    assertThat(sign("--expect-key", ours, "--public-key", ours).exit()).isEqualTo(2);
    assertThat(sign("--expect-key", ours).exit()).isZero();
  }

  @Test
  void answer_withTheSameSignerTwice_isNotKept() {
    refused(
        changed(answer -> {
          ArrayNode signers = (ArrayNode) answer.at("/bundle/signers");
          ArrayNode bundles = (ArrayNode) answer.at("/bundle/sigstore");
          signers.add(signers.get(0));
          bundles.add(bundles.get(0));
        }),
        "signed it twice");
  }

  @Test
  void answer_withoutEnd_isNotReadToIt() {
    endless = true;
    Ran ran = sign();
    assertThat(ran.exit()).as(ran.err()).isEqualTo(3);
    assertThat(bundle).doesNotExist();
  }

  @Test
  void refusal_withControlCharacters_isShownAsEscapes() {
    status = 403;
    body = "{\"code\":\"x\\u001b[2J\",\"detail\":\"a\\u0007\\u202eb\\nstella: signed\"}";
    Ran ran = sign();
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).doesNotContain("\u001b", "\u0007", "\u202e").contains("\\u001b[2J");
    assertThat(ran.err().strip().lines()).hasSize(1);
  }

  @Test
  void refusal_thatMayPass_endsWith5() {
    body = "{\"code\":\"quota_exceeded\",\"detail\":\"Wait.\"}";
    status = 429;
    assertThat(sign().exit()).isEqualTo(5);
    status = 503;
    assertThat(sign().exit()).isEqualTo(5);
    status = 500;
    assertThat(sign().exit()).isEqualTo(3);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void file_thatIsReplaced_keepsItsMode() throws IOException {
    body = good;
    Files.writeString(bundle, "old");
    Files.setPosixFilePermissions(bundle, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(sign().exit()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
        .isEqualTo("rw-r-----");
    assertThat(Files.readString(bundle)).contains("dsseEnvelope");
  }
}
