package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.cli.Distribution.Result;

/** The launcher as a process: options of Java, Javas that do not start, and signals. */
class LauncherTest {

  private static final String SAID_NO = "verify $PWD/document.json --key $PWD/key.pub";

  @TempDir Path scratch;
  private Distribution stella;

  @BeforeEach
  void layOut() throws IOException {
    stella = Distribution.in(scratch.resolve("home"), scratch.resolve("work"));
    Samples.file(scratch.resolve("work"), "document.json", "{}");
    Samples.file(scratch.resolve("work"), "key.pub", PEM);
  }

  private static final String PEM =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
      -----END PUBLIC KEY-----
      """;

  @Test
  void verdictNo_isExit1() {
    Result result = stella.script(Map.of(), "\"$stella\" " + SAID_NO);

    assertThat(result.exit()).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains("NOT VERIFIED");
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -XX:+UseG1GC",
    "JAVA_TOOL_OPTIONS, -XX:+UseZGC -Dx=y",
    "JDK_JAVA_OPTIONS, -XX:+UseParallelGC",
    "_JAVA_OPTIONS, -XX:+UseG1GC",
    "STELLA_JAVA_OPTS, -XX:+UseG1GC",
    "JAVA_TOOL_OPTIONS, -XX:SharedArchiveFile=/absent.jsa",
    "JAVA_TOOL_OPTIONS, -Xmx256m -Dfile.encoding=US-ASCII",
    "JAVA_TOOL_OPTIONS, -Dstdout.encoding=US-ASCII"
  })
  void optionsOfTheEnvironment_doNotCollideWithTheLaunchers(String variable, String options)
      throws IOException {
    Files.writeString(stella.home().resolve("lib/stella.aot"), "of another Java");

    assertThat(stella.run(Map.of(variable, options), "version"))
        .matches(run -> run.exit() == 0 && run.output().contains("stella "));
    assertThat(stella.script(Map.of(variable, options), "\"$stella\" " + SAID_NO))
        .matches(run -> run.exit() == 1 && run.output().contains("NOT VERIFIED"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "of another Java"})
  void archive_thatIsOfNoUse_isPassedOverInSilence(String content) throws IOException {
    for (String archive : new String[] {"verify", "stella", "serve"}) {
      Files.writeString(stella.home().resolve("lib/" + archive + ".aot"), content);
    }

    assertThat(stella.run(Map.of(), "version").output()).matches("stella [^\n]+\n");
    assertThat(stella.run(Map.of(), "version", "--output", "json").output())
        .matches("\\{[^\n]+\\}\n");
    assertThat(stella.script(Map.of(), "\"$stella\" " + SAID_NO))
        .matches(run -> run.exit() == 1 && !run.output().contains("aot"));
  }

  @Test
  void archive_ofThisJavaAndJar_isUsed() throws Exception {
    Path lib = stella.home().resolve("lib");
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Result made =
        stella.script(
            Map.of(),
            java
                + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput="
                + lib
                + "/verify.aot -cp "
                + lib
                + "/stella.jar org.stellaops.signer.cli.Stella version");
    assertThat(made.exit()).as(made.output()).isZero();
    Result with =
        stella.script(
            Map.of(),
            java
                + " -XX:AOTCache="
                + lib
                + "/verify.aot -XX:AOTMode=on -XX:+UseSerialGC"
                + " -XX:TieredStopAtLevel=1 -cp "
                + lib
                + "/stella.jar org.stellaops.signer.cli.Stella version");
    Result words =
        stella.script(
            Map.of(),
            "mkdir jdk jdk/bin && echo 'JAVA_VERSION=\"25\"' >jdk/release"
                + " && printf '#!/bin/sh\\necho \"$@\"; exit 100\\n' >jdk/bin/java"
                + " && chmod +x jdk/bin/java && STELLA_JAVA_HOME=$PWD/jdk \"$stella\" version");

    assertThat(with.exit()).as(with.output()).isZero();
    assertThat(words.output()).contains("-XX:AOTCache=" + lib + "/verify.aot", "version");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verify a --key k | verify.aot -XX:TieredStopAtLevel=1 -cp",
        "version | verify.aot -XX:TieredStopAtLevel=1 -cp",
        "sign sbom a | stella.aot -XX:TieredStopAtLevel=1 -jar",
        "sign sbom . --batch | stella.aot -jar",
        "sign sbom a --dev | stella.aot -jar",
        "keys list --config c | stella.aot -jar",
        "serve --dev | serve.aot -XX:+UseParallelGC -jar",
        "verify . --key k | verify.aot -cp"
      })
  void options_fitTheVerb(String line, String options) throws IOException {
    for (String archive : new String[] {"verify", "stella", "serve"}) {
      Files.writeString(stella.home().resolve("lib/" + archive + ".aot"), "");
    }
    withJava("echo \"$@\"; exit 100");

    String given =
        stella
            .script(
                Map.of("STELLA_JAVA_HOME", scratch.resolve("jdk").toString()),
                "\"$stella\" " + line)
            .output();

    for (String option : options.split(" ")) {
      assertThat(given).contains(option);
    }
    assertThat(given.contains("TieredStopAtLevel")).isEqualTo(options.contains("Tiered"));
  }

  /** K08: the keys of a keystore are in Java's memory. */
  @Test
  void k08_java_isStartedWithoutCoreFiles() throws IOException {
    withJava("echo \"core files: $(ulimit -c)\"; exit 100");

    String given =
        stella
            .script(
                Map.of("STELLA_JAVA_HOME", scratch.resolve("jdk").toString()),
                "ulimit -S -c \"$(ulimit -H -c)\"; \"$stella\" serve --dev")
            .output();

    assertThat(given).contains("core files: 0\n");
  }

  @Test
  void libraries_ofBackends_belongIntoTheInstallation() throws IOException {
    withJava("echo \"$@\"; exit 100");

    String given =
        stella
            .script(
                Map.of("STELLA_JAVA_HOME", scratch.resolve("jdk").toString()),
                "\"$stella\" doctor --config c")
            .output();

    assertThat(given).contains("-Dstella.backends=" + stella.home().toRealPath() + "/backends ");
  }

  @ParameterizedTest
  @CsvSource({
    "STELLA_JAVA_OPTS, -XX:MaxRAMPercentage=75, true",
    "STELLA_JAVA_OPTS, -XX:+UseG1GC, false",
    "JAVA_TOOL_OPTIONS, -Xmx1g -XX:+UseZGC, false",
    "_JAVA_OPTIONS, -XX:+UseSerialGC, false",
    "JDK_JAVA_OPTIONS, @/options, false",
    "STELLA_JAVA_OPTS, -XX:Flags=/options, false"
  })
  void collectorOfAService_isChosenUnlessTheEnvironmentMayChoose(
      String variable, String options, boolean chosen) throws IOException {
    withJava("echo \"$@\"; exit 100");

    String given =
        stella
            .script(
                Map.of("STELLA_JAVA_HOME", scratch.resolve("jdk").toString(), variable, options),
                "\"$stella\" serve --dev")
            .output();

    assertThat(given.contains("-XX:+UseParallelGC")).isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -XX:+NoSuchThing",
    "JAVA_TOOL_OPTIONS, -XX:+UseG1GC -XX:+UseSerialGC",
    "JAVA_TOOL_OPTIONS, -Xmx1k",
    "JAVA_TOOL_OPTIONS, -javaagent:/absent.jar",
    "JAVA_TOOL_OPTIONS, -Xms900g -Xmx900g -XX:+AlwaysPreTouch",
    "JDK_JAVA_OPTIONS, @/absent",
    "JDK_JAVA_OPTIONS, -version",
    "_JAVA_OPTIONS, -Xmx1x",
    "STELLA_JAVA_OPTS, -Xnonsense",
    "STELLA_JAVA_OPTS, -version",
    "STELLA_JAVA_OPTS, --dry-run",
    "STELLA_JAVA_OPTS, -jar /absent.jar"
  })
  void java_thatDoesNotStart_isExit3AndNamesTheVariable(String variable, String options) {
    for (String verb : new String[] {SAID_NO, "serve --dev"}) {
      if (verb.startsWith("serve") && options.matches("-version|--dry-run")) {
        continue; // Ends with 0, as a service that was told to stop does.
      }
      Result result = stella.script(Map.of(variable, options), "\"$stella\" " + verb);

      assertThat(result.exit()).as(result.output()).isEqualTo(3);
      assertThat(result.output()).contains("stella: Java did not start", "look at: " + variable);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ABRT", "SEGV", "KILL", "BUS"})
  void java_thatCrashes_isExit3(String signal) throws IOException {
    Result result = withJava("kill -s " + signal + " $$");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.output()).contains("stella: Java was ended by signal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 0", "exit 1", "exit 2", "exit 4", "exec /absent/java", "exit 127"})
  void java_thatIsNoJava_isExit3(String script) throws IOException {
    Result result = withJava(script);

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.output()).contains("stella: Java did not start");
  }

  private Result withJava(String script) throws IOException {
    Path home = Files.createDirectories(scratch.resolve("jdk/bin")).getParent();
    Samples.file(home, "release", "JAVA_VERSION=\"25\"\n");
    Path java = Samples.file(home.resolve("bin"), "java", "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return stella.script(Map.of("STELLA_JAVA_HOME", home.toString()), "\"$stella\" " + SAID_NO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stella.jar", "find-java.sh", "start-java.sh"})
  void part_thatIsMissing_isExit3(String part) throws IOException {
    Files.delete(stella.home().resolve("lib").resolve(part));

    Result result = stella.script(Map.of(), "\"$stella\" " + SAID_NO);

    assertThat(result.exit()).as(result.output()).isEqualTo(3);
    assertThat(result.output()).contains("stella: ");
  }

  @Test
  void jar_thatIsDamaged_isExit3() throws IOException {
    Files.writeString(stella.home().resolve("lib/stella.jar"), "PK");

    assertThat(stella.script(Map.of(), "\"$stella\" " + SAID_NO).exit()).isEqualTo(3);
  }

  @Test
  void memory_thatIsNotThere_isExit3() {
    Result result = stella.script(Map.of(), "ulimit -v 200000; \"$stella\" " + SAID_NO);

    assertThat(result.exit()).as(result.output()).isEqualTo(3);
  }

  @Test
  void standardInput_reachesTheCommand() {
    Samples.sbom(stella.directory());
    Result result =
        stella.script(
            Map.of(),
            "\"$stella\" sign sbom - --dev --bundle b --public-key p <app.cdx.json"
                + " && cat b | \"$stella\" verify - --key p && \"$stella\" version <&-; echo $?");

    assertThat(result.output()).contains("verified", "stella ").endsWith("0\n");
  }

  /** Not by INT: a shell that was started with it ignored, as in the background, cannot take it. */
  @ParameterizedTest
  @CsvSource({"TERM, 0|143", "KILL, 137"})
  void service_toldToStop_stops(String signal, String codes) throws Exception {
    String port = String.valueOf(Samples.freePorts());
    Process process =
        stella.start(
            Map.of("TMPDIR", scratch.toString()),
            "/bin/sh",
            stella.home() + "/bin/stella",
            "serve",
            "--dev",
            "--dev-port",
            port);
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("stop")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      List<ProcessHandle> service = process.descendants().toList();
      assertThat(service).isNotEmpty();
      new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid())).start().waitFor();
      lines.lines().forEach(rest -> {});
      assertThat(String.valueOf(process.waitFor())).matches(codes);
      for (ProcessHandle one : service) {
        one.onExit().get(30, TimeUnit.SECONDS);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
