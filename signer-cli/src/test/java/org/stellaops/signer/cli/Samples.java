package org.stellaops.signer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** Documents to sign, and small tools around them. */
final class Samples {

  static final JsonMapper JSON = new JsonMapper();

  /** Images of the sample release that development mode brings along. */
  static final String RELEASED =
      "sha256:bd26a423a911db0a8bc0a8cbf9c77f7ab30beeabfa613342cbf1753c238f1093";

  static final String UNSIGNED =
      "sha256:64187aa90c79239f469c257481bd20e9f31b1aa9d87f29fb5e5de27b9b0a6924";

  private Samples() {}

  /** A small CycloneDX SBOM. */
  static Path sbom(Path directory) {
    try (InputStream in =
        Objects.requireNonNull(Samples.class.getResourceAsStream("stella-signer.cdx.json"))) {
      return Files.write(directory.resolve("app.cdx.json"), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(Path directory, String name, String content) {
    try {
      return Files.writeString(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file with a new key pair that an access token may be bound to. */
  static Path dpopKey(Path directory) {
    return dpopKey(directory, FakePlatform.newKey());
  }

  static Path dpopKey(Path directory, KeyPair pair) {
    return file(
        directory,
        "dpop.pem",
        pem("PRIVATE KEY", pair.getPrivate().getEncoded())
            + pem("PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  static Path directory(Path parent, String name) {
    try {
      return Files.createDirectories(parent.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PKCS#12 file with a new P-256 key. */
  static void keystore(Path file, String password, String alias) {
    try {
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-keystore",
              file.toString(),
              "-storetype",
              "PKCS12",
              "-storepass",
              password,
              "-alias",
              alias,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=a")
          .start()
          .waitFor();
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first of three neighbouring ports that are free now, below those that the system gives out
   * by itself: they stay free until the test comes to use them.
   */
  static int freePorts() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (ServerSocket first = new ServerSocket(port);
          ServerSocket second = new ServerSocket(port + 1);
          ServerSocket third = new ServerSocket(port + 2)) {
        return Math.min(first.getLocalPort(), third.getLocalPort() - 2);
      } catch (IOException taken) {
        continue;
      }
    }
    throw new AssertionError("no three free ports");
  }
}
