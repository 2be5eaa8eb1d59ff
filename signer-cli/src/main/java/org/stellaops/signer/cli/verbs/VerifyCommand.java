package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.VerifyLine;
import org.stellaops.signer.cli.verdict.VerifyRequest;
import org.stellaops.signer.cli.verdict.VerifyRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies bundles or envelopes with public keys, without a network. */
@Command(
    name = "verify",
    description = "Verify Sigstore bundles or DSSE envelopes with public keys, offline.",
    footer = {
      "",
      "Example:",
      "  stella verify sbom.sigstore.json --key signer.pub --artifact sbom.cdx.json",
      "  stella verify bundles --key signer.pub"
    })
public final class VerifyCommand implements Callable<Integer> {

  @Mixin private Terminal terminal = new Terminal();

  @Parameters(
      paramLabel = "DOCUMENT",
      arity = "1..*",
      description =
          "a bundle or envelope, JSON, or a directory of them; - is standard input; of several,"
              + " each is verified on its own, unless --threshold counts their signatures")
  private List<Path> documents = List.of();

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "the signer's public key, PEM or DER, or a list of keys that stella trust show --output"
              + " json printed; may be repeated")
  private List<Path> keys = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description =
          "how many distinct keys must have signed (default: 1); signatures of several files count"
              + " together then, if their payload is the same")
  private @Nullable Integer threshold;

  @Option(
      names = "--artifact",
      paramLabel = "FILE",
      description = "one subject must be this file, by each SHA-2 digest that it has")
  private @Nullable Path artifact;

  @Option(
      names = "--digest",
      paramLabel = "ALGORITHM:HEX",
      description = "one subject must have this digest: sha256, sha384 or sha512")
  private @Nullable String digest;

  @Option(
      names = "--require-artifact",
      description = "refuse to run without --artifact or --digest")
  private boolean requireArtifact;

  @Option(
      names = "--type",
      paramLabel = "URI",
      description =
          "the predicate type that the statement must have, or cosign's word for it, as cyclonedx")
  private @Nullable String type;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "what every --key signs by: rsa-pss-sha256, where an RSA key is not used by"
              + " rsa-pkcs1-sha256 (default: that of the kind of each key)")
  private @Nullable String algorithm;

  @Override
  public Integer call() {
    VerifyRequest request = request();
    return VerifyRun.run(request).number();
  }

  /** What was asked; as {@link VerifyLine} reads it from the usual command lines. */
  public VerifyRequest request() {
    return new VerifyRequest(
        documents,
        keys,
        threshold,
        artifact,
        digest,
        requireArtifact,
        type,
        algorithm,
        terminal.json());
  }
}
