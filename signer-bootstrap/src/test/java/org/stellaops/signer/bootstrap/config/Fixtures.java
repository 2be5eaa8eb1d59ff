package org.stellaops.signer.bootstrap.config;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The configuration files beside the tests: those that work, and those that are busted. */
final class Fixtures {

  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "KEYSTORE_PASSWORD", "s3cret-of-the-keystore",
          "LICENSING_SECRET", "s3cret-of-licensing",
          "REGISTRY_PASSWORD", "s3cret-of-the-registry");

  private Fixtures() {}

  static Path directory() {
    try {
      return Path.of(
              Objects.requireNonNull(Fixtures.class.getResource("/config/working_minimal.yaml"))
                  .toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Path> named(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  static Config read(String name, Map<String, String> environment) throws ConfigRefused {
    return ConfigReader.read(directory().resolve(name), environment);
  }
}
