package org.stellaops.signer.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFilesTest {

  @TempDir Path scratch;

  static List<Path> working() throws IOException {
    return Fixtures.named("working_");
  }

  static List<Path> busted() throws IOException {
    return Fixtures.named("busted_");
  }

  @ParameterizedTest
  @MethodSource("working")
  void read_workingFile_succeeds(Path file) throws ConfigRefused {
    assertThat(ConfigReader.read(file, Fixtures.ENVIRONMENT).tenants()).isNotEmpty();
  }

  /** A busted file ends with comments that say each problem; all of them are found at once. */
  @ParameterizedTest
  @MethodSource("busted")
  void read_bustedFile_saysEachProblemWithFileAndLine(Path file) throws IOException {
    String name = file.getFileName().toString();
    List<String> expected =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("#! "))
            .map(line -> name + ":" + line.substring(3).replace("DIR", directory(file)))
            .toList();

    ConfigRefused refused =
        catchThrowableOfType(
            ConfigRefused.class, () -> ConfigReader.read(file, Fixtures.ENVIRONMENT));

    assertThat(expected).isNotEmpty();
    assertThat(refused).isNotNull();
    assertThat(refused.problems())
        .extracting(ConfigProblem::toString)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String directory(Path file) {
    return file.getParent().toString();
  }

  @Test
  void read_literalSecret_isNotRepeated() {
    assertThatThrownBy(() -> Fixtures.read("busted_literal_secret.yaml", Fixtures.ENVIRONMENT))
        .hasMessageContaining("keys.backends.main.password")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void read_absentFile_namesIt() {
    assertThatThrownBy(() -> ConfigReader.read(scratch.resolve("none.yaml"), Map.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void read_badUtf8_isRefused() throws IOException {
    Path file = Files.write(scratch.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});

    assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void read_deepNesting_isRefused() throws IOException {
    Path file = Files.writeString(scratch.resolve("deep.yaml"), "a: " + "[".repeat(100_000));

    assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void read_hugeFile_isRefused() throws IOException {
    Path file = Files.writeString(scratch.resolve("huge.yaml"), "#".repeat(1024 * 1024 + 1));

    assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("1 MiB");
  }

  @Test
  void named_withoutOptionAndVariable_findsNone() {
    assertThat(ConfigReader.named(null, Map.of())).isEmpty();
    assertThat(ConfigReader.named(null, Map.of("STELLA_CONFIG", ""))).isEmpty();
  }

  @Test
  void named_optionAndVariable_optionHolds() {
    Map<String, String> environment = Map.of("STELLA_CONFIG", "/etc/stella/signer.yaml");

    assertThat(ConfigReader.named(Path.of("mine.yaml"), environment))
        .contains(Path.of("mine.yaml"));
    assertThat(ConfigReader.named(null, environment)).contains(Path.of("/etc/stella/signer.yaml"));
  }
}
