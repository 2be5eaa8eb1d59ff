package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.cli.Distribution.Result;

/** Names that are not ASCII, in every locale that a machine may have. */
@Execution(ExecutionMode.CONCURRENT)
class LocaleTest {

  private static final String HEX =
      "bd26a423a911db0a8bc0a8cbf9c77f7ab30beeabfa613342cbf1753c238f1093";

  @TempDir Path scratch;
  private Distribution stella;

  @BeforeEach
  void layOut() throws IOException {
    stella = Distribution.in(scratch.resolve("Café Öl"), scratch.resolve("où est 文"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LC_ALL=C",
        "LC_ALL=POSIX",
        "LANG=xx_YY.UTF-8",
        "LC_CTYPE=C.UTF-8 LC_MESSAGES=xx_YY",
        "LANG=de_DE.ISO-8859-1",
        "LC_ALL=C.UTF-8"
      })
  void names_inEveryLocale_areReadAsTheyAre(String locale) {
    Result absent = stella.run(environment(locale), "verify", "ñ.json", "--key", "clé.pub");

    assertThat(absent.output()).contains("cannot read clé.pub: no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LC_ALL=C", "LANG=de_DE.ISO-8859-1"})
  void names_whateverTheLocale_areSignedAndWrittenAsTheyAre(String locale) throws IOException {
    Path work = stella.directory();
    Files.move(Samples.sbom(work), work.resolve("naïve 文.cdx.json"));
    Map<String, String> environment = environment(locale);

    Result signed =
        stella.run(
            environment,
            "sign",
            "sbom",
            "naïve 文.cdx.json",
            "--dev",
            "--subject",
            "reg/café@sha256:" + HEX,
            "--public-key",
            "clé.pub",
            "--bundle",
            "sïgned.json");
    Result verified =
        stella.run(
            environment, "verify", "sïgned.json", "--key", "clé.pub", "--digest", "sha256:" + HEX);
    Result absent = stella.run(environment, "verify", "ñ.json", "--key", "clé.pub");

    assertThat(signed.exit()).as(signed.output()).isZero();
    assertThat(payload(work.resolve("sïgned.json"))).contains("\"name\":\"reg/café\"");
    assertThat(verified.exit()).as(verified.output()).isZero();
    assertThat(absent.output()).contains("cannot read ñ.json: no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LANG=xx_YY.UTF-8"})
  void names_withoutTheToolThatListsLocales_areReadToo(String locale) throws IOException {
    Path tools = Files.createDirectories(scratch.resolve("tools"));
    for (String tool : new String[] {"dirname", "readlink", "sed"}) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin").resolve(tool));
    }
    Map<String, String> environment = environment(locale);
    environment.put("PATH", tools.toString());

    assertThat(stella.run(environment, "verify", "ñ.json", "--key", "clé.pub").output())
        .contains("cannot read")
        .contains("é.pub: no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "LC_ALL=C, version --caf\\351",
    "LC_ALL=C.UTF-8, version --caf\\351",
    "LC_ALL=C.UTF-8, verify a.json --key \\377",
    "LC_ALL=C.UTF-8, verify \\355\\240\\200 --key a",
    "LC_ALL=C.UTF-8, verify \\357\\277\\275 --key a",
    "LC_ALL=C.UTF-8, sign sbom a --subject caf\\303@sha256:" + HEX
  })
  void argument_thatIsNotUtf8_isRefused(String locale, String words) {
    Result result =
        stella.script(environment(locale), "\"$stella\" $(printf '" + words + "') 2>&1");

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.output()).contains("argument", "is not UTF-8");
  }

  @Test
  void variable_thatIsNotUtf8_isRefused() {
    Result config =
        stella.script(environment("LC_ALL=C"), "STELLA_CONFIG=$(printf '\\377') \"$stella\" serve");
    Result token =
        stella.script(
            environment("LC_ALL=C"),
            "TOKEN=$(printf '\\377') \"$stella\" keys list --server http://127.0.0.1:1");

    assertThat(config.exit()).as(config.output()).isEqualTo(2);
    assertThat(config.output()).contains("environment variable STELLA_CONFIG is not UTF-8");
    assertThat(token.exit()).as("a variable that nothing reads: " + token.output()).isEqualTo(3);
  }

  @Test
  void workingDirectory_thatIsNotUtf8_isRefused() {
    Result result =
        stella.script(
            environment("LC_ALL=C"),
            "d=$(printf 'caf\\351') && mkdir \"$d\" && cd \"$d\" && \"$stella\" version");

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.output()).contains("the working directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", ""})
  void java_withoutItsLauncher_refusesWhatItCannotRead(String locale) {
    Result result =
        stella.script(
            environment(locale),
            "cd /; \"$STELLA_JAVA_HOME/bin/java\" -cp \""
                + classes()
                + "\" "
                + Stella.class.getName()
                + " verify café.json --key a.pub");

    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.output()).contains("argument 2", "LC_ALL=C.UTF-8");
  }

  private static String classes() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static Map<String, String> environment(String locale) {
    Map<String, String> environment = new HashMap<>();
    for (String each : locale.split(" ")) {
      if (!each.isEmpty()) {
        environment.put(
            each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
      }
    }
    return environment;
  }

  private static String payload(Path bundle) {
    String payload = Samples.json(bundle).at("/dsseEnvelope/payload").asText();
    return new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
  }
}
