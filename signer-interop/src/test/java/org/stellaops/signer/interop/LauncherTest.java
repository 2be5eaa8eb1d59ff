package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.interop.Command.Outcome;

/** The launcher in environments as containers and CI runners have them. */
class LauncherTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUBJECT =
      "reg/caf\u00e9@sha256:bd26a423a911db0a8bc0a8cbf9c77f7ab30beeabfa613342cbf1753c238f1093";

  @TempDir private Path directory;

  @BeforeEach
  void sample() throws IOException {
    Files.copy(
        Tools.repository().resolve("signer-interop/src/test/samples/app.cdx.json"),
        directory.resolve("app.cdx.json"));
  }

  /** A shell script with {@code environment}, and nothing else but PATH, HOME and the Java. */
  private Outcome shell(String environment, String script) {
    List<String> words = new ArrayList<>(List.of("-i"));
    words.add("PATH=" + Tools.stella().getParent() + ":" + System.getenv("PATH"));
    words.add("HOME=" + System.getProperty("user.home"));
    words.add("STELLA_JAVA_HOME=" + System.getProperty("java.home"));
    words.add(environment);
    words.addAll(List.of("sh", "-c", script));
    return Command.of(Path.of("env"), words.toArray(String[]::new)).in(directory).run();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LC_ALL=C", "LC_ALL=POSIX", "LANG=xx_YY.UTF-8", "LANG=de_DE.ISO-8859-1", "A=b"})
  void sign_inAnyLocale_isAsInUtf8(String environment) throws IOException {
    // The shell writes the names, so that they do not depend on this process's own locale.
    Outcome outcome =
        shell(
            environment,
            "cp app.cdx.json \"$(printf 'caf\\303\\251.json')\" && stella sign sbom --dev"
                + " \"$(printf 'caf\\303\\251.json')\" --subject \"$(printf '"
                + SUBJECT.replace("\u00e9", "\\303\\251")
                + "')\" --bundle \"$(printf 'b\\303\\274ndel.json')\" --public-key key.pub"
                + " && stella verify --key key.pub \"$(printf 'b\\303\\274ndel.json')\""
                + " && cp \"$(printf 'b\\303\\274ndel.json')\" bundle.json");

    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    JsonNode bundle = JSON.readTree(directory.resolve("bundle.json").toFile());
    String statement =
        new String(
            Base64.getDecoder().decode(bundle.at("/dsseEnvelope/payload").asText()),
            StandardCharsets.UTF_8);
    assertThat(JSON.readTree(statement).at("/subject/0/name").asText()).isEqualTo("reg/caf\u00e9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "LC_ALL=C.UTF-8"})
  void sign_argumentThatIsNoUtf8_isRefused(String environment) {
    Outcome outcome =
        shell(
            environment,
            "stella sign sbom --dev --subject \"$(printf 'caf\\351@x')\" app.cdx.json");

    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.err()).contains("argument 5").contains("UTF-8");
  }

  @Test
  void java_startedWithoutTheLauncherInAnotherCharset_refusesWhatItMayMisread() {
    Outcome outcome =
        shell(
            "LC_ALL=C",
            "\"$STELLA_JAVA_HOME/bin/java\" -jar '"
                + Tools.stella().getParent().resolveSibling("lib/stella.jar")
                + "' verify \"$(printf 'b\\303\\274ndel.json')\" --key k");

    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
  }

  @Test
  void launcher_inADirectoryOfAnyName_starts() {
    Outcome outcome =
        shell(
            "LC_ALL=C",
            "d=\"$(printf 'd \\303\\251')\"; cp -r '"
                + Tools.stella().getParent().getParent()
                + "' \"$d\" && \"$d/bin/stella\" version");

    assertThat(outcome.exit()).as(outcome.toString()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JAVA_TOOL_OPTIONS=-XX:+UseG1GC",
        "JDK_JAVA_OPTIONS=-XX:+UseZGC",
        "_JAVA_OPTIONS=-XX:+UseParallelGC",
        "STELLA_JAVA_OPTS=-XX:+UseSerialGC",
        "JAVA_TOOL_OPTIONS=-Xshare:off",
        "JAVA_TOOL_OPTIONS=-XX:AOTMode=off",
        "JAVA_TOOL_OPTIONS=-XX:SharedArchiveFile=none.jsa",
        "JDK_JAVA_OPTIONS=-Xint"
      })
  void environment_withOptionsForJava_doesNotCollideWithOurs(String environment) {
    Outcome outcome = shell(environment, "stella version");

    assertThat(outcome.exit()).as(outcome.toString()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JAVA_TOOL_OPTIONS=-XX:+NoSuchThing",
        "JDK_JAVA_OPTIONS=-Xmx1k",
        "JDK_JAVA_OPTIONS=@none",
        "STELLA_JAVA_OPTS=-nonsense",
        "JAVA_TOOL_OPTIONS=-javaagent:none.jar",
        "JAVA_TOOL_OPTIONS=-Xmx2m"
      })
  void java_thatDoesNotStart_endsWith3AndSaysWhy(String environment) {
    for (String verb : List.of("verify app.cdx.json --key app.cdx.json", "serve --dev")) {
      Outcome outcome = shell(environment, "stella " + verb);

      assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(3);
      assertThat(outcome.err()).contains("did not start");
    }
  }

  @Test
  void verify_ofAForgery_endsWith1() {
    Outcome outcome =
        shell(
            "A=b",
            "stella sign sbom --dev app.cdx.json --bundle b.json --public-key a.pub &&"
                + " stella sign sbom --dev app.cdx.json --bundle c.json --public-key c.pub &&"
                + " stella verify b.json --key c.pub");

    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.out()).contains("NOT VERIFIED");
  }

  @Test
  void launcher_toldToStop_tellsJava() {
    Outcome outcome =
        shell(
            "A=b",
            "stella demo --dir demo & pid=$!; sleep 3; kill -TERM $pid; wait $pid; code=$?;"
                + " sleep 1; pgrep -f 'stella[.]jar demo' && exit 99; exit $code");

    assertThat(outcome.exit()).as(outcome.toString()).isNotZero().isNotEqualTo(99);
  }
}
