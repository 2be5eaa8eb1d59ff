package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.cli.terminal.ExitCode;
import picocli.CommandLine;

/** What no verb needs a service for: help, usage and version. */
class CommandLineTest {

  @TempDir Path scratch;

  static Stream<String> verbs() {
    return Verbs.all().stream().map(verb -> verb.qualifiedName().substring("stella ".length()));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void help_ofEveryVerb_hasAnExampleAndTheExitCodes(String verb) {
    Ran ran = stella(Arrays.asList(verb.split(" ")), "--help");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .startsWith("Usage: stella " + verb)
        .containsPattern("(?m)^Example")
        .contains("Exit codes:");
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void helpVerb_ofEveryVerb_isItsHelp(String verb) {
    List<String> words = Arrays.asList(verb.split(" "));

    Ran ran = stella(List.of("help"), words.toArray());

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEqualTo(stella(words, "--help").out());
  }

  @Test
  void helpVerb_ofGroupsAndOfNothing_isTheirHelp() {
    assertThat(stella("help")).isEqualTo(stella("--help"));
    assertThat(stella("help", "sign")).isEqualTo(stella("sign", "--help"));
    for (String words : List.of("help sing", "help sign sbon", "help keys lis")) {
      Ran ran = stella((Object[]) words.split(" "));
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).startsWith("stella: there is no verb ").hasLineCount(1);
    }
    assertThat(stella("help", "sign", "sbon").err()).contains("(did you mean sbom?)");
  }

  @Test
  void help_ofTheCommand_listsVerbsAndExitCodes() {
    Ran ran = stella("--help");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains(
            "demo", "serve", "sign", "verify", "keys", "audit", "dev", "doctor", "store", "version")
        .containsPattern("(?m)^ *0 .*worked")
        .containsPattern("(?m)^ *1 .*says no")
        .containsPattern("(?m)^ *2 .*wrong")
        .containsPattern("(?m)^ *3 .*reached")
        .containsPattern("(?m)^ *4 .*refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sing",
        "sign",
        "keys",
        "sign sbom",
        "sign sbom a b",
        "verify",
        "verify a.json",
        "version --output xml",
        "keys list",
        "keys list --server signer.example",
        "keys list --server https://signer.example/api",
        "serve --dev --config a.yaml",
        "serve --dev-port 9000",
        "serve --dev --dev-port 65535",
        "serve --dev --dev-port x",
        "audit show 01890a5d-ac96-774b-bcce-b302099a8057",
        "audit show 01890a5d-ac96-774b-bcce-b302099a8057 --server http://127.0.0.1:1",
        "dev headers POST",
        "--nonsense"
      })
  void wrongCommand_ofAnyKind_isUsage(String words) {
    Ran ran = stella((Object[]) (words.isEmpty() ? new String[0] : words.split(" ")));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).isNotBlank().doesNotContain("xception", "unexpected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--config a.yaml",
        "--tenant demo",
        "--dev --config a.yaml --tenant demo",
        "--dev --poe env:PATH",
        "--dev --token env:PATH",
        "--server http://127.0.0.1:1 --dev --config a.yaml",
        "--server http://127.0.0.1:1 --dev --instance other",
        "--server http://127.0.0.1:1 --dev --token env:PATH",
        "--server http://127.0.0.1:1",
        "--dev --scanner-digest abc --public-key k.pub",
        "--dev --scanner-index-digest abc --public-key k.pub",
        "--dev --bundle b.json",
        "--server http://127.0.0.1:1 --dev --idempotency-key build"
      })
  void sign_waysThatContradict_areRefusedNotIgnored(String words) {
    Ran ran =
        stella(
            List.of("sign", "sbom", Samples.sbom(scratch)),
            (Object[]) (words.isEmpty() ? new String[0] : words.split(" ")));

    assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("stella: ").doesNotContain("unexpected");
  }

  @Test
  void server_elsewhereWithoutTls_isRefusedBeforeATokenIsSent() {
    Ran ran = Ran.stella("keys", "list", "--server", "http://signer.example");
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ran.err()).contains("in the clear").contains("https").doesNotContain("token");
  }

  @ParameterizedTest
  @CsvSource({
    "keys list --server 127.0.0.1:8440, as http://127.0.0.1:8440",
    "keys list --server signer.example:8440, as http://signer.example:8440",
    "keys list --server http://localhost:65536, a port is from 1 to 65535",
    "keys list --server http://localhost:99999999999, a port is from 1 to 65535",
    "keys list --server http://localhost:0, a port is from 1 to 65535",
    "keys list --server HTTP://SIGNER.example, in the clear",
    "keys list --server http://127.0.0.1:1?a=b, is a scheme and a host",
    "keys list --server http://127.0.0.1:1#a, is a scheme and a host",
    "keys list --server https://signer.example//, is a scheme and a host",
    "keys list --server http://localhost:-1, a port is from 1 to 65535",
    "keys list --server http://localhost:+80, a port is from 1 to 65535",
    "keys list --server http://localhost:port, a port is from 1 to 65535",
    "keys list --server https://[::1]:65536, a port is from 1 to 65535",
    "keys list --server https://me:secret@signer.example, has a user or a password in it",
    "keys list --server https://me@signer.example:99999999, has a user or a password in it",
    "keys list --server ftp://signer.example, 'begins with http:// or https://; see'",
    "keys list --server file:///etc/hosts, 'begins with http:// or https://; see'",
    "keys list --server https:/signer.example, has no host",
    "keys list --server http:signer.example, has no host",
    "keys list --server https:///a, has no host",
    "keys list --server https://, 'that is no URL: expected authority, at its character 9'",
    "keys list --server https://[::1, that is no URL: expected closing bracket",
    "keys list --server https://[zz]:1, that is no URL: malformed IPv6",
    "keys list --server https://a\\b, 'illegal character in authority, at its character 10'",
    "verify a --key b --type a:<b>, is neither a URI",
    "verify a --key b --type a:, is neither a URI",
    "verify a --key b --type CycloneDX, (did you mean cyclonedx?)",
    "verify a --key b --type Cyclone, neither a URI nor one of csaf, custom",
    "keys list --server https://[fe80::1%25eth0]:1, without a zone",
    "keys list --server https://[fe80::1%eth0]:1, without a zone",
    "keys list --server https://signer..example, has a host that is none",
    "keys list --server https://h\u00e9.example, Punycode",
    "keys list --server http://127.1:80, has a host that is none",
    "keys list --server https://a:1:2, has a host that is none",
    "dev headers GET https://me:secret@signer.example/a, has a user or a password in it",
    "verify - --key -, standard input can be read once",
    "verify a --key /dev/stdin --artifact -, standard input can be read once",
    "verify - /dev/fd/0 --key a, standard input can be read once",
    "sign sbom - --dev --token file:/dev/stdin, standard input can be read once",
    "qqqq, there is no verb qqqq; see stella --help",
    "sing, there is no verb sing (did you mean sign?); see stella --help",
    "version --nonsense, unknown option --nonsense; see stella version --help",
    "sign sbom a b, sign them in one run with --batch",
    "'verify a.json', say whose signature counts",
    "serve --config /, is a directory",
    "dev headers PUT http://127.0.0.1:1/x, METHOD is GET or POST",
    "dev headers GET http://127.0.0.1:1/x --claim scop=a, 'there are scope, tid, inst'",
    "dev request a.json --server http://127.0.0.1:1 --claim scope=a, 'there are tid, inst, lic'",
    "'sign sbom a --server http://127.0.0.1:1 --dev --bundle -', --bundle names a file"
  })
  void wrongCommand_isExplainedInOneLine(String words, String explanation) {
    Ran ran = stella((Object[]) words.split(" "));

    assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).startsWith("stella: ").contains(explanation);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void help_examples_fitTheirLinesAndCanBeCopied(String verb) {
    Ran ran = stella(Arrays.asList(verb.split(" ")), "--help");
    String example = ran.out().substring(ran.out().indexOf("Example"));

    assertThat(example).doesNotContain("…");
    CommandLine line = StellaCommand.all();
    for (String word : verb.split(" ")) {
      line = line.getSubcommands().get(word);
    }
    assertThat(line.getCommandSpec().usageMessage().footer()).allMatch(text -> text.length() < 80);
  }

  @Test
  void help_ofTheCommand_describesEachVerbInWholeSentences() {
    assertThat(Verbs.all()).allMatch(verb -> verb.usageMessage().description()[0].endsWith("."));
  }

  @Test
  void document_fromStandardInput_isRead() {
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
    try {
      Ran ran = stella("sign", "sbom", "-", "--dev", "--public-key", scratch.resolve("k"));
      assertThat(ran.err()).contains("- is neither CycloneDX nor SPDX");
    } finally {
      System.setIn(real);
    }
  }

  @Test
  void file_withAnEmptyName_isAWrongCommand() {
    Path key = Samples.file(scratch, "k.pub", "x");
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("verify", "", "--key", key),
            List.of("verify", key, "--key", ""),
            List.of("verify", key, "--key", key, "--artifact", ""),
            List.of("sign", "sbom", "", "--dev", "--public-key", scratch.resolve("p")))) {
      Ran ran = stella(words);
      assertThat(ran.exit()).as(words + ran.err()).isEqualTo(2);
      assertThat(ran.err()).isNotBlank().doesNotContain("xception", "unexpected");
    }
    assertThat(stella("verify", "--key", "").exit()).isEqualTo(2);
    assertThat(stella("sign", "sbom", "", "--dev", "--public-key", key + "2").err())
        .contains("a file is named by an empty text");
  }

  @Test
  void serve_portThatIsTaken_namesItAndTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = Math.min(taken.getLocalPort(), 65533);
      Ran ran = stella("serve", "--dev", "--dev-port", port);

      assertThat(ran.exit()).isEqualTo(3);
      assertThat(ran.err()).contains(":" + port, "in use", "--dev-port");
    }
  }

  @Test
  void serve_devDirectoryThatIsAFile_saysSo() {
    Path file = Samples.file(scratch, "file", "x");

    Ran ran = stella("serve", "--dev", "--dev-port", Samples.freePorts(), "--dev-dir", file);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains(file + ": it is a file, not a directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.256", "http://127.1", "http://localhost.example"})
  void server_thatOnlyLooksLikeThisMachine_isRefusedToo(String url) {
    assertThat(stella("keys", "list", "--server", url).exit()).isEqualTo(2);
  }

  @Test
  void server_withALabelOrNameThatIsTooLong_isRefused() {
    String label = "https://" + "a".repeat(64) + ".example";
    String name = "https://" + "a.".repeat(126) + "example";

    for (String url : List.of(label, name)) {
      Ran ran = stella("keys", "list", "--server", url);
      assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
      assertThat(ran.err()).contains("has a host that is none").doesNotContain("unexpected");
    }
  }

  /** What may be a password is not repeated. */
  @Test
  void server_withAPassword_isNotRepeated() {
    Ran ran = stella("keys", "list", "--server", "https://me:hunter2@signer.example:x");
    Ran malformed = stella("keys", "list", "--server", "https://me:hunter2@a b");

    assertThat(ran.err() + malformed.err()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP://127.0.0.1:1", "http://LOCALHOST:1/", "Http://[::1]:1"})
  void server_inUpperCase_isTheSame(String url) {
    Ran ran = stella("keys", "list", "--server", url);

    assertThat(ran.exit()).as(ran.err()).isEqualTo(3);
    assertThat(ran.err()).doesNotContain("unexpected");
  }

  @Test
  void file_whoseNameBeginsWithAt_isAFile() {
    Path file = Samples.file(scratch, "@words", "--help");

    Ran ran = stella("verify", "@" + file, "--key", "absent.pub");

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("absent.pub: no such file");
  }

  @Test
  void serve_withoutConfiguration_namesDevelopmentMode() {
    Ran ran = stella("serve");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("stella serve --dev");
  }

  @Test
  void serve_brokenConfiguration_saysWhereItIsBroken() {
    Ran ran = stella("serve", "--config", Samples.file(scratch, "a.yaml", "serve: {}\n"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("a.yaml");
  }

  @Test
  void version_inBothForms_isTheSame() {
    Ran text = stella("version");
    Ran json = stella("version", "--output", "json");

    assertThat(text.exit()).isZero();
    assertThat("stella " + Samples.json(json.out()).at("/version").asText())
        .isEqualTo(text.out().strip());
    assertThat(stella("--version").out()).isEqualTo(text.out());
  }

  @Test
  void doctor_withoutConfiguration_looksAtTheMachine() {
    Ran ran = stella("doctor");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith("java: " + Runtime.version()).hasLineCount(1);
    assertThat(ran.err()).contains("--config FILE");
  }

  @Test
  void completion_forAShell_knowsTheVerbs() {
    Ran ran = stella("generate-completion");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("complete -F", "statement", "doctor");
    assertThat(stella("--help").out()).doesNotContain("generate-completion");
  }

  @Test
  void result_thatCannotBeWritten_isNotSuccess() {
    PrintStream real = System.out;
    PrintStream realErr = System.err;
    System.setOut(new PrintStream(new FullDevice(), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      assertThat(Stella.run("version", "--output", "json")).isEqualTo(3);
      assertThat(Stella.run("version")).isEqualTo(3);
    } finally {
      System.setOut(real);
      System.setErr(realErr);
    }
  }

  private static final class FullDevice extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      throw new IOException("no space left on device");
    }
  }
}
