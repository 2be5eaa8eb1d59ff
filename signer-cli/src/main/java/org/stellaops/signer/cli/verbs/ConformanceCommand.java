package org.stellaops.signer.cli.verbs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.TrustRequest;
import org.stellaops.signer.cli.verdict.VerifyRequest;
import org.stellaops.signer.cli.verdict.VerifyRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command line that sigstore-conformance gives its clients ({@code docs/cli_protocol.md}
 * there): exit code 0 for a bundle that is good, another for any that is not.
 */
@Command(
    name = "conformance",
    description = "Speak the protocols of sigstore-conformance and tuf-conformance.",
    hidden = true,
    subcommands = {
      ConformanceCommand.VerifyBundle.class,
      ConformanceSign.class,
      ConformanceTuf.class
    })
public final class ConformanceCommand extends Group {

  /** Where the suite names no root it means that of Sigstore's public instance. */
  static final String PUBLIC_ROOT = "STELLA_CONFORMANCE_TRUSTED_ROOT";

  /**
   * The requirements of the suite: an entry of a log, and for a certificate the promise of a
   * certificate log.
   */
  @Command(
      name = "verify-bundle",
      description = "Verify a bundle as sigstore-conformance asks for it.")
  static final class VerifyBundle implements Callable<Integer> {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-fA-F]{64}");

    @Mixin private Terminal terminal = new Terminal();

    @Option(
        names = "--staging",
        description = "Sigstore's staging instance, whose root --trusted-root has to name")
    private boolean staging;

    @Option(names = "--bundle", paramLabel = "FILE", required = true, description = "the bundle")
    private @Nullable Path bundle;

    @Option(
        names = "--certificate-identity",
        paramLabel = "IDENTITY",
        description = "the subject alternative name that the certificate must have")
    private @Nullable String identity;

    @Option(
        names = "--certificate-oidc-issuer",
        paramLabel = "URL",
        description = "the issuer that the certificate must name")
    private @Nullable String issuer;

    @Option(names = "--key", paramLabel = "FILE", description = "the public key, in place of both")
    private @Nullable Path key;

    @Option(
        names = "--trusted-root",
        paramLabel = "FILE",
        description =
            "the trusted root (default: the file that the variable " + PUBLIC_ROOT + " names)")
    private @Nullable Path trustedRoot;

    @Parameters(
        paramLabel = "FILE_OR_DIGEST",
        description = "the artifact, or sha256: and its hexadecimal digits")
    private String artifact = "";

    @Override
    public Integer call() {
      if ((key == null) == (identity == null || issuer == null)) {
        throw CommandFailed.usage(
            "give --key, or --certificate-identity and --certificate-oidc-issuer");
      }
      boolean digest = DIGEST.matcher(artifact).matches() && !Files.exists(Path.of(artifact));
      VerifyRequest request =
          new VerifyRequest(
              List.of(Objects.requireNonNull(bundle)),
              key == null ? List.of() : List.of(key),
              null,
              digest ? null : Path.of(artifact),
              digest ? artifact : null,
              true,
              null,
              null,
              new TrustRequest(
                  List.of(root()), null, identity, null, issuer, 1, 0, key == null ? 1 : 0),
              null,
              terminal.json());
      return VerifyRun.run(request).number();
    }

    private Path root() {
      if (trustedRoot != null) {
        return trustedRoot;
      }
      String file = System.getenv(PUBLIC_ROOT);
      if (staging || file == null || file.isEmpty()) {
        throw CommandFailed.usage(
            "nothing is fetched: name the trusted root with --trusted-root"
                + (staging ? "" : ", or the public one with the variable " + PUBLIC_ROOT));
      }
      return Path.of(file);
    }
  }
}
