package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.ports.KeyBackendType;

/** Opens what {@code mvn verify} has just packed: backends are in their libraries alone. */
class BackendLibraryArchivesTest {

  private static final String SERVICES = "META-INF/services/" + KeyBackendType.class.getName();
  private static final List<String> SDKS =
      List.of("software/amazon/", "com/azure/", "com/google/cloud/", "com/google/api/", "io/grpc/");

  private static Stream<Path> below(Path directory, String glob) {
    try (var found = Files.newDirectoryStream(directory, glob)) {
      List<Path> all = new ArrayList<>();
      found.forEach(all::add);
      return all.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> entries(Path jar) {
    try (JarFile open = new JarFile(jar.toFile())) {
      return open.stream().map(JarEntry::getName).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory of each type, as it was packed; the type is its name. */
  private static Map<String, Path> packed() {
    Map<String, Path> types = new TreeMap<>();
    below(ProductModule.root().resolve("signer-adapters-kms"), "signer-kms-*")
        .map(module -> module.resolve("target"))
        .filter(Files::isDirectory)
        .flatMap(target -> below(target, "stella-backend-*"))
        .filter(Files::isDirectory)
        .flatMap(archive -> below(archive, "*"))
        .forEach(type -> types.put(type.getFileName().toString(), type));
    assumeThat(types).as("run mvn verify: before package there is nothing to open").isNotEmpty();
    return types;
  }

  @Test
  void libraries_everyModuleWithATypeOfItsOwn_isPackedUnderItsName() throws IOException {
    Map<String, Path> packed = packed();
    for (Path module :
        below(ProductModule.root().resolve("signer-adapters-kms"), "signer-kms-*").toList()) {
      if (Files.exists(module.resolve("src/main/resources").resolve(SERVICES))) {
        String pom = Files.readString(module.resolve("pom.xml"));
        assertThat(packed.keySet())
            .as(module.getFileName().toString())
            .anyMatch(type -> pom.contains("<stella.backend>" + type + "</stella.backend>"));
      }
    }
  }

  @Test
  void libraries_each_haveOneTypeAndNothingThatTheApplicationShares() {
    packed()
        .forEach((type, directory) -> {
          List<Path> jars = below(directory, "*.jar").toList();
          assertThat(jars.stream().flatMap(jar -> entries(jar).stream()).filter(SERVICES::equals))
              .as(type)
              .hasSize(1);
          assertThat(jars.stream().flatMap(jar -> entries(jar).stream()))
              .as(type)
              .noneMatch(entry ->
                  entry.startsWith("org/stellaops/signer/ports/")
                      || entry.startsWith("org/stellaops/signer/model/")
                      || entry.startsWith("org/stellaops/signer/core/")
                      || entry.startsWith("org/slf4j/spi/")
                      || entry.startsWith("org/jspecify/"));
        });
  }

  @Test
  void distributions_ofServerAndCommand_haveNoLibraryOfABackend() {
    Path root = ProductModule.root();
    List<Path> jars =
        Stream.of("signer-http/target/stella-signer-server/lib", "signer-cli/target/stella/lib")
            .map(root::resolve)
            .filter(Files::isDirectory)
            .flatMap(lib -> below(lib, "*.jar"))
            .toList();
    assumeThat(jars).as("run mvn verify: before package there is nothing to open").isNotEmpty();

    assertThat(jars.stream().flatMap(jar -> entries(jar).stream()))
        .noneMatch(entry -> SDKS.stream().anyMatch(entry::startsWith))
        .noneMatch(entry -> entry.equals(SERVICES))
        .noneMatch(entry ->
            entry.startsWith("org/stellaops/signer/kms/")
                && entry.endsWith(".class")
                && !entry.startsWith("org/stellaops/signer/kms/keystore/"));
  }
}
