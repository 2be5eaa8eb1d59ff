package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  @TempDir Path scratch;

  @Test
  void demo_intoADirectory_leavesItsFilesAndTheCommandsThatCheckThem() throws IOException {
    Path directory = scratch.resolve("my demo");

    Ran ran = stella("demo", "--dir", directory);

    assertThat(ran.exit()).as(ran.err()).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "sbom.cdx.json",
              "sbom.sigstore.json",
              "sbom.second.sigstore.json",
              "sbom.dsse.json",
              "signer.pub",
              "signer.second.pub",
              "audit.json",
              "verify.sh");
    }
    List<String> script = Files.readAllLines(directory.resolve("verify.sh"));
    assertThat(script.getFirst()).isEqualTo("#!/bin/sh");
    List<String> commands =
        script.stream().filter(line -> line.contains("cosign verify-blob-attestation ")).toList();
    assertThat(commands).hasSize(2);
    assertThat(commands.get(0)).contains("--key signer.pub ").endsWith(" &&");
    assertThat(commands.get(1)).contains("--key signer.second.pub ");
    assertThat(ran.out())
        .contains("cd '" + directory + "' && " + commands.get(0) + " " + commands.get(1).strip())
        .contains("refused: 401 invalid_dpop_proof");
    assertThat(Files.isExecutable(directory.resolve("verify.sh"))).isTrue();
    assertThat(Samples.json(directory.resolve("audit.json")).at("/records"))
        .extracting(entry -> entry.get("kind").asText())
        .containsExactly("opened", "intent", "decision");
    for (List<String> pair :
        List.of(
            List.of("sbom.sigstore.json", "signer.pub"),
            List.of("sbom.second.sigstore.json", "signer.second.pub"),
            List.of("sbom.dsse.json", "signer.pub"),
            List.of("sbom.dsse.json", "signer.second.pub"))) {
      Ran verified =
          stella(
              "verify",
              directory.resolve(pair.get(0)),
              "--key",
              directory.resolve(pair.get(1)),
              "--artifact",
              directory.resolve("sbom.cdx.json"));
      assertThat(verified.exit()).as(verified.out()).isZero();
    }
  }

  @Test
  void demo_inJson_saysTheSameAtOnce() {
    Ran ran = stella("demo", "--dir", scratch.resolve("demo"), "--output", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(Samples.json(ran.out()).at("/facts").fieldNames())
        .toIterable()
        .contains("service", "signed", "audit-id", "replay", "verified", "check-it");
  }

  @Test
  void demo_directoryThatIsAFile_cannotBeReached() throws IOException {
    Ran ran = stella("demo", "--dir", Files.createFile(scratch.resolve("file")));

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("file: it is a file, not a directory");
  }

  @Test
  void demo_toldToStopWhileItStarts_leavesNothing() throws Exception {
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    Process demo = demo(temporary);
    while (demo.isAlive() && left(temporary.toFile()).isEmpty()) {
      Thread.sleep(5);
    }

    assertStopsClean(demo, temporary);
  }

  @Test
  void demo_toldToStopWhileItServes_leavesNothing() throws Exception {
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    Process demo = demo(temporary);
    assertThat(demo.inputReader(StandardCharsets.UTF_8).readLine()).startsWith("service");

    assertStopsClean(demo, temporary);
  }

  private Process demo(Path temporary) throws IOException {
    return ServedProcess.command(
            temporary, List.of("demo", "--dir", scratch.resolve("demo").toString()))
        .redirectError(scratch.resolve("said").toFile())
        .start();
  }

  private void assertStopsClean(Process demo, Path temporary) throws Exception {
    demo.destroy();
    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(scratch.resolve("said"));
    assertThat(demo.exitValue()).as(said).isEqualTo(143);
    assertThat(said).isEqualTo("stopped, and the service's files are removed\n");
    assertThat(left(temporary.toFile())).isEmpty();
    // The SBOM comes with its signature or not at all.
    Path bundle = scratch.resolve("demo/sbom.sigstore.json");
    assertThat(Files.exists(scratch.resolve("demo/sbom.cdx.json"))).isEqualTo(Files.exists(bundle));
  }

  /** What the process made; a native library unpacks things for itself. */
  private static List<File> left(File directory) {
    return List.of(
        Objects.requireNonNull(directory.listFiles((dir, name) -> name.startsWith("stella"))));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void verifyScript_withoutCosign_saysHowToGetIt() throws Exception {
    Path directory = scratch.resolve("demo");
    assertThat(stella("demo", "--dir", directory).exit()).isZero();
    Path tools = Files.createDirectory(scratch.resolve("bin"));
    Files.createSymbolicLink(tools.resolve("dirname"), Path.of("/usr/bin/dirname"));

    ProcessBuilder script =
        new ProcessBuilder("/bin/sh", directory.resolve("verify.sh").toString());
    script.environment().put("PATH", tools.toString());
    Process ran = script.start();
    String said = new String(ran.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(ran.waitFor()).isEqualTo(127);
    assertThat(said)
        .contains("go install github.com/sigstore/cosign/v3/cmd/cosign@v3.1.2")
        .hasLineCount(1);
  }
}
