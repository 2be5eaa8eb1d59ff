package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.cli.client.CommandWords;
import org.stellaops.signer.cli.terminal.FailureCode;

/** What {@code --output json} prints for a failure. */
class ErrorOutputTest {

  private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

  @TempDir Path scratch;

  private HttpServer fake;
  private volatile int status = 200;
  private volatile String body = "";
  private volatile String retryAfter = "";

  @BeforeEach
  void serve() throws IOException {
    fake = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    fake.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
          }
          exchange.sendResponseHeaders(status, bytes.length);
          try (exchange) {
            exchange.getResponseBody().write(bytes);
          }
        });
    fake.start();
  }

  @AfterEach
  void stop() {
    fake.stop(0);
  }

  private String server() {
    return "http://127.0.0.1:" + fake.getAddress().getPort();
  }

  static Stream<String> verbs() {
    return Verbs.all().stream()
        .filter(verb -> verb.findOption("--output") != null)
        .map(verb -> verb.qualifiedName().substring("stella ".length()));
  }

  /** Runs it in both forms and gives the document, which is the only thing on standard output. */
  private static JsonNode failed(int exit, List<?> words) {
    Ran text = stella(words);
    assertThat(text.exit()).as(text.err()).isEqualTo(exit);
    assertThat(text.out()).isEmpty();

    Ran ran = stella(words, "--output", "json");
    assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
    assertThat(ran.out()).endsWith("}\n").hasLineCount(1);
    JsonNode document = Samples.json(ran.out());
    assertThat(SchemaCheck.faults(document, "error-v1.schema.json")).as(ran.out()).isEmpty();
    assertThat(document.get("exitCode").asInt()).isEqualTo(exit);
    assertThat(ran.err()).contains("stella: " + document.get("detail").asText());
    return document;
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void usageError_ofEveryVerb_isADocument(String verb) {
    JsonNode document =
        failed(2, Stream.concat(Arrays.stream(verb.split(" ")), Stream.of("--bogus")).toList());

    assertThat(document.get("code").asText()).isEqualTo("usage");
    assertThat(document.get("advice").asText()).isEqualTo("see stella " + verb + " --help");
    assertThat(document.has("auditId") || document.has("status") || document.has("reason"))
        .isFalse();
  }

  @Test
  void usageError_inAnyWriting_isADocument() {
    for (String words :
        List.of(
            "bogus --output json",
            "--output=json keys",
            "sign sbom --output json",
            "verify a --key b --output json --output=json",
            "version --output json extra")) {
      Ran ran = stella((Object[]) words.split(" "));
      assertThat(ran.exit()).as(words).isEqualTo(2);
      assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    }
    assertThat(stella("verify", "--", "--output", "json").out()).isEmpty();
    assertThat(stella("version", "\uFFFD", "--output", "json").out())
        .contains("\"code\":\"usage\"");
  }

  private List<Object> withToken(Object... words) {
    Path token = Samples.file(scratch, "token", "a.b.c");
    List<Object> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--server", server(), "--token", "file:" + token));
    all.addAll(List.of("--dpop-key", Samples.dpopKey(scratch)));
    return all;
  }

  private List<List<Object>> askingVerbs() {
    Object sbom = Samples.sbom(scratch);
    Object scan = Samples.file(scratch, "scan.json", "{\"policy\":{}}");
    Object poe = "file:" + Samples.file(scratch, "poe", "a.b.c");
    Object statement =
        Samples.file(
            scratch,
            "statement.json",
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{},\"predicateType\":"
                + "\"https://example.com/x\",\"subject\":[{\"digest\":{\"sha256\":\""
                + "ab".repeat(32)
                + "\"},\"name\":\"a\"}]}");
    return List.of(
        withToken("sign", "sbom", sbom, "--poe", poe),
        withToken("sign", "statement", statement, "--poe", poe),
        withToken(
            "sign",
            "report",
            scan,
            "--poe",
            poe,
            "--type",
            "https://example.com/x",
            "--policy-digest",
            Samples.RELEASED,
            "--view-set",
            "default"),
        withToken("audit", "show", ID),
        List.of("audit", "show", ID, "--server", server(), "--dev"),
        List.of("keys", "list", "--server", server()),
        List.of("dev", "headers", "GET", server() + "/x"),
        List.of("dev", "request", sbom, "--server", server()));
  }

  @ParameterizedTest
  @CsvSource({
    "429, quota_exceeded, rate, 5",
    "503, dependency_unavailable, licensing, 5",
    "503, '', '', 5",
    "429, '', '', 5"
  })
  void server_thatCannotNow_isFiveWithItsWait(int answered, String code, String reason, int exit) {
    status = answered;
    retryAfter = "7";
    body = code.isEmpty() ? "<html>" : problem(code, reason, "Wait; wait as Retry-After says.", "");

    for (List<Object> verb : askingVerbs()) {
      JsonNode document = failed(exit, verb);
      assertThat(document.get("retryAfter").asLong()).isEqualTo(7);
      assertThat(document.get("status").asInt()).isEqualTo(answered);
      assertThat(document.get("detail").asText())
          .contains("repeat it after 7 s")
          .doesNotContain("Retry-After", ".;", "null");
      if (!code.isEmpty()) {
        assertThat(document.get("code").asText()).isEqualTo(code);
        assertThat(document.get("reason").asText()).isEqualTo(reason);
        assertThat(document.get("auditId").asText()).isEqualTo(ID);
        assertThat(document.get("advice").asText()).isEqualTo("Wait.");
      } else {
        assertThat(document.get("code").asText()).isEqualTo("unavailable");
      }
    }
  }

  private static String problem(String code, String reason, String detail, String more) {
    return "{\"code\":\""
        + code
        + "\",\"reason\":\""
        + reason
        + "\",\"detail\":\""
        + detail
        + "\",\"auditId\":\""
        + ID
        + "\",\"path\":\"$.subject[3].name\""
        + more
        + "}";
  }

  @Test
  void server_thatRefuses_isInTheWordsOfTheCommand() {
    status = 403;
    body = problem("policy_denied", "key-choice", "Name one in options.keys.", ",\"more\":[1]");

    JsonNode document = failed(4, withToken("audit", "show", ID));

    assertThat(document.get("advice").asText()).isEqualTo("Name one in --key.");
    assertThat(document.get("path").asText()).isEqualTo("$.subject[3].name");
    assertThat(document.get("detail").asText())
        .isEqualTo(
            "the server says 403 policy_denied: Name one in --key, at $.subject[3].name (audit id "
                + ID
                + ")");
    assertThat(document.has("retryAfter")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"500, 3, answer_unusable", "302, 3, answer_unusable", "404, 4, refused"})
  void server_thatIsNoSigner_isADocumentToo(int answered, int exit, String code) {
    status = answered;
    body =
        "{\"code\":\"A B\",\"reason\":\"\\u001b[2J\",\"detail\":\"\\u202e\\u001b\",\"auditId\":1}";
    assertThat(failed(exit, withToken("audit", "show", ID)).get("code").asText()).isEqualTo(code);

    body = "{\"code\":\"A B\",\"detail\":\"\\u202e\\u001b\",\"path\":\"x\"}";
    JsonNode document = failed(exit, withToken("audit", "show", ID));
    assertThat(document.get("advice").asText()).isEqualTo("\\u202e\\u001b");
    assertThat(document.has("path")).isFalse();
  }

  @Test
  void server_thatAnswersSomethingElse_isADocumentForEveryVerb() {
    for (String answer : List.of("", "<html>", "[]", "{}")) {
      body = answer;
      for (List<Object> verb : askingVerbs()) {
        assertThat(failed(3, verb).get("code").asText())
            .as(verb + " " + answer)
            .isEqualTo("answer_unusable");
      }
    }
  }

  @Test
  void server_thatIsNotThere_isADocumentForEveryVerb() {
    List<List<Object>> verbs = askingVerbs();
    fake.stop(0);

    for (List<Object> verb : verbs) {
      JsonNode document = failed(3, verb);
      assertThat(document.get("code").asText()).isEqualTo("server_unreachable");
      assertThat(document.get("detail").asText()).contains(server());
      assertThat(document.has("status")).isFalse();
    }
  }

  @Test
  void file_thatCannotBeUsed_isADocumentForEveryVerb() {
    Path sbom = Samples.sbom(scratch);
    Path absent = scratch.resolve("absent/x");
    Path empty = scratch.resolve("empty");

    for (List<?> words :
        List.of(
            List.of("sign", "sbom", absent, "--dev", "--public-key", scratch.resolve("k")),
            List.of("sign", "sbom", sbom, "--dev", "--public-key", absent),
            List.of("sign", "statement", absent, "--dev", "--public-key", scratch.resolve("k")),
            withToken("sign", "sbom", sbom, "--poe", "file:" + absent),
            List.of("verify", absent, "--key", absent),
            List.of("demo", "--dir", sbom))) {
      assertThat(failed(3, words).get("code").asText()).as(words + "").isEqualTo("file_unusable");
    }
    assertThat(
            failed(
                    3,
                    List.of("store", "backup", "--directory", empty, "--to", scratch.resolve("b")))
                .get("code")
                .asText())
        .isEqualTo("not_started");
    Path broken = Samples.file(scratch, "broken.yaml", "serve: {}\n");
    assertThat(failed(2, List.of("store", "check", "--config", broken)).get("code").asText())
        .isEqualTo("configuration_invalid");
  }

  @Test
  void signer_inThisProcessThatRefuses_saysCodeReasonAndAuditId() {
    Path statement =
        Samples.file(
            scratch,
            "s.json",
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{},\"predicateType\":"
                + "\"https://example.com/other\",\"subject\":[{\"digest\":{\"sha256\":\""
                + "ab".repeat(32)
                + "\"},\"name\":\"a\"}]}");

    JsonNode document =
        failed(
            1,
            List.of("sign", "statement", statement, "--dev", "--public-key", scratch.resolve("k")));

    assertThat(document.get("code").asText()).isEqualTo("policy_denied");
    assertThat(document.get("reason").asText()).isEqualTo("predicate-type");
    assertThat(document.get("auditId").asText()).matches("[0-9a-f-]{36}");
    assertThat(document.get("advice").asText()).isNotBlank();
  }

  @Test
  void file_thatCannotBeWrittenAfterSigning_leavesOneDocumentWithTheAnswer() {
    // Only the answer names the keys of a profile, so that this file is opened after it.
    Path sbom = Samples.sbom(scratch);
    Path directory = scratch.resolve("app.sbom.json");
    assertThat(directory.toFile().mkdir()).isTrue();

    Ran ran =
        stella(
            "sign",
            "sbom",
            sbom,
            "--dev",
            "--profile",
            "both",
            "--bundle",
            scratch.resolve("app.json"),
            "--output",
            "json");

    assertThat(ran.exit()).as(ran.err()).isEqualTo(3);
    JsonNode document = Samples.json(ran.out());
    assertThat(SchemaCheck.faults(document)).isEmpty();
    assertThat(document.at("/answer/auditId")).isEqualTo(document.get("auditId"));
    assertThat(document.at("/answer/bundle/sigstore")).hasSize(2);
  }

  /** Advice as the core and the HTTP shell write it: a sentence that begins with a capital. */
  private static final Pattern SENTENCE =
      Pattern.compile("\"([A-Z][^\"]*(?:\"\\s*\\+\\s*\"[^\"]*)*\\.)\"");

  @Test
  void advice_ofEveryRefusal_hasNoWordOfHttpLeft() throws IOException {
    List<String> left = new ArrayList<>();
    int sentences = 0;
    for (String sources : List.of("../signer-core/src/main", "../signer-http/src/main")) {
      try (Stream<Path> files = Files.walk(Path.of(sources))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
          Matcher found = SENTENCE.matcher(Files.readString(file));
          while (found.find()) {
            sentences++;
            String advice = found.group(1).replaceAll("\"\\s*\\+\\s*\"", "");
            left.add(CommandWords.of(advice));
          }
        }
      }
    }
    assertThat(sentences).isGreaterThan(50);
    assertThat(left)
        .filteredOn(
            Pattern.compile(
                    "Retry-After|Idempotency-Key|options\\.|scanner(Image|Index)Digest|as poe|keys"
                        + " out")
                .asPredicate())
        .isEmpty();
  }

  @Test
  void codes_ofTheCommand_areThoseOfThePage() {
    String page = Snippets.page("docs/cli.md");
    for (FailureCode code : FailureCode.values()) {
      assertThat(page).contains("| `" + code.word() + "` | " + code.exitCode().number() + " | ");
    }
  }
}
