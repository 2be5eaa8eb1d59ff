package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.ConfigReader;

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
  void main_unknownOption_exits2() throws Exception {
    assertExit(2, "--config FILE", "--port", "1");
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

  private static void assertExit(int code, String said, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("STELLA_CONFIG");

    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    assertThat(output).contains(said).doesNotContain("Exception");
  }
}
