package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opens the server's distribution as {@code mvn verify} has just assembled it. */
class ServerDistributionTest {
  private final Path home = ProductModule.root().resolve("signer-http/target/stella-signer-server");

  @BeforeEach
  void packaged() {
    assumeThat(home).as("run mvn verify: before package there is nothing to open").isDirectory();
  }

  @Test
  void serverDistribution_everyJar_holdsNoDevelopmentMode() throws IOException {
    List<String> entries = entriesOfAllJars();

    assertThat(entries).contains("org/stellaops/signer/bootstrap/package-info.class");
    assertThat(entries).noneMatch(entry -> entry.startsWith("org/stellaops/signer/dev/"));
    assertThat(entries).noneMatch(entry -> entry.startsWith("org/stellaops/signer/cli/"));
    assertThat(entries).noneMatch(entry -> entry.startsWith("org/stellaops/signer/testkit/"));
    assertThat(entries).noneMatch(entry -> entry.startsWith("org/junit/"));
  }

  @Test
  void serverDistribution_launcher_isExecutable() {
    assertThat(home.resolve("bin/stella-signer-server")).isExecutable();
  }

  private List<String> entriesOfAllJars() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      return jars.filter(file -> file.toString().endsWith(".jar"))
          .flatMap(ServerDistributionTest::entries)
          .toList();
    }
  }

  private static Stream<String> entries(Path jar) {
    try (JarFile open = new JarFile(jar.toFile())) {
      return open.stream().map(JarEntry::getName).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
