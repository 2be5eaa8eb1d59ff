package org.stellaops.signer.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One module of the build as its poms describe it, so that a new one is fenced from its first day.
 *
 * @param directory below the checkout
 * @param name its package below {@code org.stellaops.signer}, from {@code stella.module.name}
 * @param vendors the vendors' packages that it may name, from {@code stella.may.use} in its pom
 */
record ProductModule(String directory, String name, List<String> vendors) {

  private static final String ROOT_PACKAGE = "org.stellaops.signer.";

  /** They check or measure the product and ship nothing. */
  private static final List<String> SHIP_NOTHING =
      List.of("signer-architecture", "signer-interop", "signer-bench", "examples/");

  static Path root() {
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      if (Files.isDirectory(place.resolve(".mvn"))) {
        return place;
      }
    }
    throw new IllegalStateException("run inside the checkout: no directory .mvn above");
  }

  /** Every module that ships something. */
  static List<ProductModule> all() {
    return listed("").toList();
  }

  /** The packages of everything behind a port with the vendors that each may name. */
  static Map<String, List<String>> behindAPort() {
    return all().stream()
        .filter(module ->
            module.directory.startsWith("signer-adapters-")
                || module.directory.equals("signer-verify"))
        .collect(Collectors.toMap(ProductModule::name, ProductModule::vendors));
  }

  private static Stream<ProductModule> listed(String parent) {
    return values(pom(parent), "module")
        .map(module -> parent + module)
        .filter(module -> SHIP_NOTHING.stream().noneMatch(module::startsWith))
        .flatMap(module ->
            property(pom(module), "packaging").equals(Optional.of("pom"))
                ? listed(module + "/")
                : Stream.of(read(module)));
  }

  private static ProductModule read(String directory) {
    String pom = pom(directory);
    String name =
        property(pom, "stella.module.name")
            .orElseThrow(() -> new IllegalStateException(directory + " has no stella.module.name"));
    List<String> vendors =
        property(pom, "stella.may.use").stream()
            .flatMap(list -> Arrays.stream(list.trim().split("\\s+")))
            .toList();
    return new ProductModule(directory, name.substring(ROOT_PACKAGE.length()), vendors);
  }

  private static Optional<String> property(String pom, String name) {
    return values(pom, name).findFirst();
  }

  private static Stream<String> values(String pom, String element) {
    return Pattern.compile("<" + Pattern.quote(element) + ">([^<]+)</")
        .matcher(pom)
        .results()
        .map((MatchResult found) -> found.group(1));
  }

  private static String pom(String directory) {
    try {
      return Files.readString(root().resolve(directory).resolve("pom.xml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JavaClasses mainClasses() {
    return imported("classes");
  }

  static JavaClasses testClasses() {
    return imported("test-classes");
  }

  private static JavaClasses imported(String output) {
    List<Path> places =
        all().stream()
            .map(module -> root().resolve(module.directory).resolve("target").resolve(output))
            .filter(Files::isDirectory)
            .toList();
    return new ClassFileImporter().importPaths(places);
  }
}
