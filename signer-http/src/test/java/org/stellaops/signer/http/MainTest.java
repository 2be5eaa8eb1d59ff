package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.model.Bytes;

/** The server's entry point as a process. */
class MainTest {

  @Test
  void main_withoutConfiguration_exits2AndNamesTheDevelopmentServer() throws Exception {
    assertExit(2, "stella serve --dev");
  }

  @Test
  void main_fileThatIsNotThere_exits2AndSaysSo() throws Exception {
    assertExit(2, "absent.yaml", "--config", "absent.yaml");
  }

  @Test
  void main_unknownOption_exits2AndNamesIt() throws Exception {
    assertExit(2, "unknown option --port; see stella-signer-server --help", "--port", "1");
  }

  @Test
  void main_argumentTooMany_exits2AndNamesIt() throws Exception {
    assertExit(2, "one argument too many: signer.yaml", "signer.yaml");
  }

  @Test
  void main_configWithoutFile_exits2AndSaysSo() throws Exception {
    assertExit(2, "--config needs the name of a file", "--config");
  }

  @Test
  void main_configTwice_exits2AndSaysSo() throws Exception {
    assertExit(2, "--config was given twice", "--config=a", "--config", "b");
  }

  @Test
  void main_configWithEqualsSign_isRead() throws Exception {
    assertExit(2, "absent.yaml", "--config=absent.yaml");
  }

  @Test
  void main_help_exits0AndNamesEveryOption() throws Exception {
    for (String option : List.of("--help", "-h")) {
      String help = assertExit(0, "Usage: stella-signer-server", option);
      assertThat(help).contains("--config FILE", "STELLA_CONFIG", "--version", "SIGTERM");
    }
  }

  @Test
  void main_version_exits0AndIsOneLine() throws Exception {
    for (String option : List.of("--version", "-V")) {
      String version = assertExit(0, "stella-signer-server ", option);
      assertThat(version.lines()).hasSize(1);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void main_toldToStop_exits0WithAStartAndAStopLine(@TempDir Path directory) throws Exception {
    Path file = Configured.in(directory);
    String digest = Bytes.adopt(Files.readAllBytes(file)).sha256().toString();
    Process process = process("--config", file.toString()).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      // What the logging library of these tests says of itself, and advice, come before.
      String line = lines.readLine();
      while (line != null && !line.contains("\"serving\"")) {
        line = lines.readLine();
      }
      JsonNode start = RunningShell.json(String.valueOf(line));
      // Process.destroy would close the stream that is read.
      process.toHandle().destroy();
      List<String> rest = lines.lines().toList();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(start.get("message").asText()).isEqualTo("serving");
      assertThat(start.get("version").asText()).matches("development|\\d+\\.\\d+\\.\\d+.*");
      assertThat(start.get("address").asText()).matches("http://127\\.0\\.0\\.1:\\d+");
      assertThat(start.get("managementAddress").asText()).matches("http://127\\.0\\.0\\.1:\\d+");
      assertThat(start.get("store").asText()).isEqualTo("sqlite " + directory.resolve("store"));
      assertThat(start.get("configSha256").asText()).isEqualTo(digest);
      assertThat(start.get("policySha256").asText()).startsWith("sha256:");
      // What is said about the start may come after the word of the end, which another thread says.
      JsonNode stop =
          rest.stream()
              .map(RunningShell::json)
              .filter(said -> said.get("message").asText().equals("stopped"))
              .findFirst()
              .orElseThrow();
      assertThat(stop.get("unconcluded").isNumber()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void main_storeOfARunningService_exits3AndSuggestsIt(@TempDir Path directory) throws Exception {
    Path file = Configured.in(directory);
    try (SignerRuntime running =
        SignerRuntime.start(ConfigReader.read(file, Map.of()), trace -> {}, failure -> {})) {
      assertExit(3, "--server URL", "--config", file.toString());
    }
  }

  @Test
  void main_keysThatCannotBeUsed_exits2(@TempDir Path directory) throws Exception {
    Path file = Configured.in(directory);
    Files.writeString(directory.resolve("password"), "wrong\n");

    assertExit(2, "key backend main", "--config", file.toString());
  }

  private static ProcessBuilder process(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("STELLA_CONFIG");
    return builder;
  }

  private static String assertExit(int code, String said, String... arguments) throws Exception {
    Process process = process(arguments).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    assertThat(output).contains(said).doesNotContain("Exception");
    return output;
  }
}
