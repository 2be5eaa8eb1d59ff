package org.stellaops.signer.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The modules that ship something, and where Maven puts what it compiled. */
enum ProductModule {
  PORTS("signer-ports"),
  JSON("signer-json"),
  TESTKIT("signer-testkit"),
  CORE("signer-core"),
  VERIFY("signer-verify"),
  KMS_KEYSTORE("signer-adapters-kms/signer-kms-keystore"),
  OCI("signer-adapters-oci"),
  IDENTITY("signer-adapters-identity"),
  SQL("signer-adapters-sql"),
  BOOTSTRAP("signer-bootstrap"),
  HTTP("signer-http"),
  DEV("signer-dev"),
  CLI("signer-cli");

  private final String directory;

  ProductModule(String directory) {
    this.directory = directory;
  }

  static Path root() {
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      if (Files.isDirectory(place.resolve(".mvn"))) {
        return place;
      }
    }
    throw new IllegalStateException("run inside the checkout: no directory .mvn above");
  }

  String directory() {
    return directory;
  }

  static JavaClasses mainClasses() {
    return imported("classes");
  }

  static JavaClasses testClasses() {
    return imported("test-classes");
  }

  private static JavaClasses imported(String output) {
    List<Path> places =
        Arrays.stream(values())
            .map(module -> root().resolve(module.directory).resolve("target").resolve(output))
            .filter(Files::isDirectory)
            .toList();
    return new ClassFileImporter().importPaths(places);
  }
}
