package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the pinned programs of {@code tools/versions.env} are. A test that needs one which is not
 * there is skipped with a sentence that names it; {@code .ci/run} lists those and fails.
 */
final class Tools {
  private static final Path DIRECTORY = repository().resolve("signer-interop/tools");
  private static final Map<String, String> PINS = pins();

  private Tools() {}

  static Path cosign() {
    return pinned("cosign");
  }

  /** The last of the versions that keep signatures under tags. */
  static Path cosign2() {
    return pinned("cosign2");
  }

  static Path olareg() {
    return pinned("olareg");
  }

  static Path ggcr() {
    return pinned("ggcr");
  }

  static Path zot() {
    return pinned("zot");
  }

  static Path registry() {
    return pinned("registry");
  }

  static Path openssl() {
    return onPath("openssl");
  }

  static Path strace() {
    return onPath("strace");
  }

  static Path cCompiler() {
    return onPath("cc");
  }

  static Path chromium() {
    return onPath("chromium");
  }

  /** Chromium's driver, of the same build. */
  static Path chromeDriver() {
    return onPath("chromedriver");
  }

  static Path localKms() {
    return pinned("local-kms");
  }

  /** Our few lines around witness's library. */
  static Path witness() {
    return pinned("witness");
  }

  static Path fulcio() {
    return pinned("fulcio");
  }

  /** The log of certificates. */
  static Path tesseract() {
    return pinned("tesseract");
  }

  static Path timestampServer() {
    return pinned("timestamp-server");
  }

  /** Rekor v2. */
  static Path rekor() {
    return pinned("rekor");
  }

  /** The verifier that is an example of sigstore-go. */
  static Path sigstoreGo() {
    return pinned("sigstore-go");
  }

  /** The interpreter that has sigstore-python. */
  static Path sigstorePython() {
    return require(
        cache()
            .resolve("sigstore-python-" + PINS.get("SIGSTORE_PYTHON_VERSION"))
            .resolve("bin/python"),
        "sigstore-python");
  }

  static Path nodeKeylessVerifier() {
    return DIRECTORY.resolve("node/verify-keyless.mjs");
  }

  static Path pythonVerifier() {
    return DIRECTORY.resolve("python/verify.py");
  }

  /** Makes TUF repositories; the interpreter of sigstore-python has python-tuf. */
  static Path pythonRepository() {
    return DIRECTORY.resolve("python/tuf_repository.py");
  }

  /** The server of moto, in a virtual environment of its own. */
  static Path moto() {
    return require(
        cache().resolve("moto-" + PINS.get("MOTO_VERSION")).resolve("bin/moto_server"), "moto");
  }

  static Path softHsmUtil() {
    return onPath("softhsm2-util");
  }

  static Path pkcs11Tool() {
    return onPath("pkcs11-tool");
  }

  /** The shared library of SoftHSM2, where Debian and others keep it. */
  static Path softHsmModule() {
    for (String place :
        new String[] {
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/softhsm/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so"
        }) {
      if (Files.isReadable(Path.of(place))) {
        return Path.of(place);
      }
    }
    return require(Path.of("/usr/lib/softhsm/libsofthsm2.so"), "softhsm2-util");
  }

  static Path perl() {
    return onPath("perl");
  }

  /** The daemon of smart cards; not everybody's path goes there. */
  static Path pcscd() {
    return require(Path.of("/usr/sbin/pcscd"), "pcscd");
  }

  /** Its driver of a reader without hardware. */
  static Path virtualReaderDriver() {
    return require(Path.of("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"), "vsmartcard-vpcd");
  }

  /** The shared library of OpenSC for smart cards, where Debian and others keep it. */
  static Path openScModule() {
    for (String place :
        new String[] {
          "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"
        }) {
      Path module = Path.of(place, "opensc-pkcs11.so");
      if (Files.isReadable(module)) {
        return module;
      }
    }
    return require(Path.of("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"), "opensc-pkcs11");
  }

  static Path node() {
    return onPath("node");
  }

  /** The directory whose {@code node_modules} holds the pinned JavaScript verifier. */
  static Path nodePackages() {
    Path directory = cache().resolve("node-" + PINS.get("NODE_VERSION"));
    require(directory.resolve("node_modules"), "node");
    return directory;
  }

  static Path nodeVerifier() {
    return DIRECTORY.resolve("node/verify.mjs");
  }

  /**
   * The command of the built distribution; {@code STELLA_COMMAND} names another. Without it nothing
   * here means anything, so its absence fails.
   */
  static Path stella() {
    return product("signer-cli/target/stella/bin/stella");
  }

  /** The launcher at the root, which builds the distribution if need be. */
  static Path launcher() {
    return product("stella");
  }

  private static Path product(String path) {
    String chosen = System.getenv("STELLA_COMMAND");
    Path command =
        chosen == null || chosen.isEmpty() ? repository().resolve(path) : Path.of(chosen);
    if (!Files.isExecutable(command)) {
      throw new AssertionError("there is no " + command + ": build it with ./stella version");
    }
    return command;
  }

  /**
   * The root of the source tree: the nearest directory upwards that holds the launcher's pom and
   * this module.
   */
  static Path repository() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isRegularFile(p.resolve("signer-interop/tools/versions.env"))) {
        return p;
      }
    }
    throw new IllegalStateException("run this from inside the source tree");
  }

  private static Path pinned(String name) {
    String version = PINS.get(name.toUpperCase(Locale.ROOT).replace('-', '_') + "_VERSION");
    return require(cache().resolve(name + "-" + version).resolve(name), name);
  }

  private static Path onPath(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return require(Path.of(name), name);
  }

  private static Path require(Path path, String name) {
    Assumptions.assumeTrue(
        Files.exists(path),
        () -> name + " not found (" + path + "): run signer-interop/tools/install " + name);
    return path;
  }

  private static Path cache() {
    Map<String, String> environment = System.getenv();
    String chosen = environment.get("STELLA_TOOLS");
    if (chosen != null && !chosen.isEmpty()) {
      return Path.of(chosen);
    }
    String xdg = environment.get("XDG_CACHE_HOME");
    Path caches =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return caches.resolve("stella-signer/tools");
  }

  private static Map<String, String> pins() {
    Map<String, String> pins = new HashMap<>();
    try {
      for (String line : Files.readAllLines(DIRECTORY.resolve("versions.env"))) {
        int equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          pins.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(pins);
  }
}
