package org.stellaops.signer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.stellaops.signer.cli.terminal.ExitCode;

/**
 * Runs the verbs from which the build makes the start-up archives, each once, as users run them. A
 * verb that cannot run here, as where there is no loopback, leaves an archive that helps it less:
 * it is said, and no build fails for it.
 */
final class StartupTraining {

  private StartupTraining() {}

  /**
   * @param arguments a directory to work in, and {@code verify}, {@code sign} or {@code demo}
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    String document = directory.resolve("sbom.sigstore.json").toString();
    String key = directory.resolve("signer.pub").toString();
    String artifact = directory.resolve("sbom.cdx.json").toString();
    switch (arguments[1]) {
      case "demo" -> run("demo", "--dir", directory.toString());
      case "sign" -> {
        run("sign", "sbom", artifact, "--dev", "--bundle", document, "--public-key", key);
        run("verify", document, "--key", key, "--output", "json", "--threshold", "1");
        run("version", "--output", "json");
        run("--help");
      }
      case "verify" -> {
        run("verify", document, "--key", key, "--artifact", artifact);
        run("verify", document, "--key", key, "--output", "json");
        run("verify", directory.toString(), "--key", key);
        run("version");
      }
      default -> throw new IllegalArgumentException(String.join(" ", List.of(arguments)));
    }
  }

  private static void run(String... words) {
    int code = Stella.run(words);
    if (code != ExitCode.GOOD.number()) {
      System.err.println("training: stella " + String.join(" ", words) + " ended with " + code);
    }
  }
}
