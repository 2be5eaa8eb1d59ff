package org.stellaops.signer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.http.observe.ServerLogging;

/**
 * Runs what the build makes the start-up archives from, as users run it. What cannot run here, as
 * where there is no loopback, leaves an archive that helps it less: that is said, and no build
 * fails for it.
 */
final class StartupTraining {

  private static final String SBOM =
      """
      {"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":
      {"type":"container","name":"registry.example/training","purl":"pkg:oci/training@sha256%3ADIGEST"
      }},"components":[]}
      """
          .replace("DIGEST", "5f".repeat(32));

  private final String artifact;
  private final String bundle;
  private final String key;
  private final String directory;
  private final Path vectors;

  private StartupTraining(Path directory, Path vectors) {
    this.vectors = vectors;
    this.directory = directory.toString();
    this.artifact = directory.resolve("sbom.cdx.json").toString();
    this.bundle = directory.resolve("sbom.sigstore.json").toString();
    this.key = directory.resolve("signer.pub").toString();
  }

  /**
   * @param arguments a directory to work in; {@code serve}, which has to be the first, {@code sign}
   *     or {@code verify}; for the last one, where sigstore-conformance's bundles are
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    Path vectors = Path.of(arguments.length > 2 ? arguments[2] : "sigstore-conformance");
    StartupTraining training = new StartupTraining(directory, vectors);
    switch (arguments[1]) {
      case "serve" -> {
        Files.writeString(directory.resolve("sbom.cdx.json"), SBOM);
        training.serve();
      }
      case "sign" -> training.sign("--dev");
      case "verify" -> training.verify();
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private void serve() {
    // To nowhere: a verb in this process turns the log off, which closes its stream.
    ServerLogging.json(OutputStream.nullOutputStream());
    try (DevelopmentService service = DevelopmentService.start(null, Ports.free())) {
      String origin = service.origin().toString();
      sign("--server", origin, "--dev");
      run("keys", "list", "--server", origin);
    } catch (RuntimeException e) {
      System.err.println("training: the service does not start: " + e.getMessage());
    }
  }

  private void sign(String... where) {
    String[] words = {"sign", "sbom", artifact, "--bundle", bundle, "--public-key", key};
    String[] all = Arrays.copyOf(words, words.length + where.length);
    System.arraycopy(where, 0, all, words.length, where.length);
    run(all);
    run("version", "--output", "json");
  }

  private void verify() {
    run("verify", bundle, "--key", key, "--artifact", artifact);
    run("verify", bundle, "--key", key, "--output", "json");
    run("verify", directory, "--key", key);
    String[] type = {"--type", "https://slsa.dev/provenance/v1"};
    certified("rekor2-dsse-happy-path", "rekor2-dsse-happy-path/trusted_root.json", type);
    certified("happy-path-intoto-in-dsse-v3", "public-good-trusted-root.json", type);
    certified("rekor2-happy-path", "rekor2-happy-path/trusted_root.json");
    run("version");
  }

  /** Certificate, entry of a log and, with Rekor v2, a timestamp: other classes than a key's. */
  private void certified(String name, String trustedRoot, String... more) {
    String[] words = {
      "verify",
      vectors.resolve(name).resolve("bundle.sigstore.json").toString(),
      "--trusted-root",
      vectors.resolve(trustedRoot).toString(),
      "--certificate-identity",
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
          + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main",
      "--certificate-oidc-issuer",
      "https://token.actions.githubusercontent.com",
      "--artifact",
      vectors.resolve("a.txt").toString()
    };
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    run(all);
  }

  private static void run(String... words) {
    int code = Stella.run(words);
    if (code != ExitCode.GOOD.number()) {
      System.err.println("training: stella " + String.join(" ", List.of(words)) + ": " + code);
    }
  }
}
