package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.conformance.SigningRun;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The other half of {@link ConformanceCommand}: signing, with a push to a transparency log. */
@Command(
    name = "sign-bundle",
    description = "Sign a file as sigstore-conformance asks for it, and log it.",
    footer = {
      "",
      "This is for the conformance suite alone: it signs what it is given, without",
      "policy, quota or audit, by a key that is gone afterwards, and it pushes to a",
      "transparency log. The signer does neither: it signs what it composed, and the",
      "Attestor pushes."
    })
final class ConformanceSign implements Runnable {

  /** Where the suite names no signing config it means that of Sigstore's public instance. */
  static final String PUBLIC_CONFIG = "STELLA_CONFORMANCE_SIGNING_CONFIG";

  @Mixin private Terminal terminal = new Terminal();

  @Option(
      names = "--staging",
      description = "Sigstore's staging instance, which both files have to name")
  private boolean staging;

  @Option(names = "--in-toto", description = "the file is a statement of in-toto")
  private boolean inToto;

  @Option(
      names = "--identity-token",
      paramLabel = "TOKEN",
      required = true,
      description = "the OpenID Connect token")
  private @Nullable String token;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      required = true,
      description = "where the bundle is written")
  private @Nullable Path bundle;

  @Option(
      names = "--trusted-root",
      paramLabel = "FILE",
      description =
          "the trusted root that the bundle is verified by (default: the file that the variable "
              + ConformanceCommand.PUBLIC_ROOT
              + " names)")
  private @Nullable Path trustedRoot;

  @Option(
      names = "--signing-config",
      paramLabel = "FILE",
      description =
          "where the services are (default: the file that the variable "
              + PUBLIC_CONFIG
              + " names)")
  private @Nullable Path signingConfig;

  @Parameters(paramLabel = "FILE", description = "what is signed")
  private @Nullable Path artifact;

  @Override
  public void run() {
    Path config = named(signingConfig, PUBLIC_CONFIG, "--signing-config");
    Path root = named(trustedRoot, ConformanceCommand.PUBLIC_ROOT, "--trusted-root");
    SigningRun run =
        new SigningRun(
            Objects.requireNonNull(artifact), inToto, Objects.requireNonNull(token), config, root);
    Path out = Objects.requireNonNull(bundle);
    LocalFile.write(out, run.sign());
    terminal.say("wrote " + out);
  }

  private Path named(@Nullable Path given, String variable, String option) {
    if (given != null) {
      return given;
    }
    String file = System.getenv(variable);
    if (staging || file == null || file.isEmpty()) {
      throw CommandFailed.usage(
          "nothing is fetched: name the file with "
              + option
              + (staging ? "" : ", or the public one with the variable " + variable));
    }
    return Path.of(file);
  }
}
