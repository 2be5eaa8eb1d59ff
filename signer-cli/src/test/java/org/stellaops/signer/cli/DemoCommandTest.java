package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  @TempDir Path scratch;

  @Test
  void demo_intoADirectory_leavesSixFilesAndTheCommandThatChecksThem() throws IOException {
    Path directory = scratch.resolve("my demo");

    Ran ran = stella("demo", "--dir", directory);

    assertThat(ran.exit()).as(ran.err()).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "sbom.cdx.json",
              "sbom.sigstore.json",
              "sbom.dsse.json",
              "signer.pub",
              "audit.json",
              "verify.sh");
    }
    List<String> script = Files.readAllLines(directory.resolve("verify.sh"));
    assertThat(script.getFirst()).isEqualTo("#!/bin/sh");
    assertThat(script.getLast()).startsWith("cosign verify-blob-attestation ");
    assertThat(ran.out())
        .contains("cd '" + directory + "' && " + script.getLast() + "\n")
        .contains("refused: 401 invalid_dpop_proof");
    assertThat(Files.isExecutable(directory.resolve("verify.sh"))).isTrue();
    assertThat(Samples.json(directory.resolve("audit.json")).at("/records"))
        .extracting(entry -> entry.get("kind").asText())
        .containsExactly("opened", "intent", "decision");
    for (String name : List.of("sbom.sigstore.json", "sbom.dsse.json")) {
      Ran verified =
          stella(
              "verify",
              directory.resolve(name),
              "--key",
              directory.resolve("signer.pub"),
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
    assertThat(ran.err()).contains("cannot create");
  }
}
