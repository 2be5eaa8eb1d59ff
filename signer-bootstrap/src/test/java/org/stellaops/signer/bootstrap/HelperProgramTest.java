package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

/** Real programs, as shell scripts. */
@DisabledOnOs(OS.WINDOWS)
class HelperProgramTest {

  @TempDir private Path directory;

  private HelperProgram helpers(String script) throws IOException {
    Path file = directory.resolve("docker-credential-x");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new HelperProgram(
        Map.of("PATH", ".::relative:" + directory + ":/usr/bin:/bin", "KEPT", "kept", "PIN", "pin"),
        Set.of("PIN"));
  }

  private static Deadline in(Duration time) {
    return Deadline.in(time, Ticker.system());
  }

  private static Deadline soon() {
    return in(Duration.ofSeconds(30));
  }

  @Test
  void helper_isGivenTheServerAndTheEnvironmentWithoutOurSecrets() throws IOException {
    HelperProgram helpers = helpers("read server; echo \"$1 $server $KEPT [$PIN]\"");

    assertThat(helpers.get("x", "registry.example", soon()).map(Bytes::utf8))
        .contains("get registry.example kept []\n");
  }

  @Test
  void helper_thatHasNothing_isEmpty() throws IOException {
    assertThat(
            helpers("echo 'credentials not found in native keychain'; exit 1")
                .get("x", "registry.example", soon()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo s3cret-canary; exit 1",
        "echo s3cret-canary >&2; exit 7",
        "echo 'credentials not found in native keychain: s3cret-canary'; exit 1",
        "kill -9 $$"
      })
  void g04_helper_thatFails_isAFailureThatRepeatsNothing(String script) throws IOException {
    HelperProgram helpers = helpers(script);

    assertThatThrownBy(() -> helpers.get("x", "registry.example", soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("docker-credential-x, which ended with code")
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep 60", "sleep 60 & wait", "exec sleep 60"})
  void helper_thatDoesNotEnd_isEndedAtTheDeadline(String script) throws IOException {
    HelperProgram helpers = helpers(script);
    long begun = System.nanoTime();

    assertThatThrownBy(() -> helpers.get("x", "registry.example", in(Duration.ofMillis(400))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not end in time");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void helper_thatPrintsWithoutEnd_isCutOff() throws IOException {
    HelperProgram helpers = helpers("while :; do echo s3cret-canary; done");

    assertThatThrownBy(() -> helpers.get("x", "registry.example", soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 64 KiB")
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "x y", "x;id", "", "$(id)", "x\n"})
  void helper_withAnotherName_isNotStarted(String name) throws IOException {
    HelperProgram helpers = helpers("echo started");

    assertThatThrownBy(() -> helpers.get(name, "registry.example", soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is none");
  }

  @Test
  void helper_thatIsNotInThePath_isAFailureThatNamesIt() throws IOException {
    HelperProgram helpers = helpers("echo started");

    assertThatThrownBy(() -> helpers.get("y", "registry.example", soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("docker-credential-y, which is not in the PATH");
  }

  @Test
  void usual_isDockersFileOrPodmans_inTheirOrder() throws IOException {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path podman = write(home.resolve(".config/containers/auth.json"));
    Map<String, String> environment = Map.of("HOME", home.toString());
    assertThat(DockerFiles.usual(environment)).contains(podman);
    Path docker = write(home.resolve(".docker/config.json"));
    assertThat(DockerFiles.usual(environment)).contains(docker);
    Path chosen = write(directory.resolve("chosen/config.json"));
    assertThat(
            DockerFiles.usual(
                Map.of("HOME", home.toString(), "DOCKER_CONFIG", chosen.getParent().toString())))
        .contains(chosen);
    Path auth = write(directory.resolve("auth.json"));
    assertThat(DockerFiles.usual(Map.of("REGISTRY_AUTH_FILE", auth.toString()))).contains(auth);
    assertThat(DockerFiles.usual(Map.of())).isEmpty();
  }

  private static Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "{}");
  }
}
