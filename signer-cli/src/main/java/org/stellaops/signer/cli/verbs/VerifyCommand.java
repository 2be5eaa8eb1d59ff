package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.VerifyLine;
import org.stellaops.signer.cli.verdict.VerifyRequest;
import org.stellaops.signer.cli.verdict.VerifyRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies bundles or envelopes with public keys or certificates, without a network. */
@Command(
    name = "verify",
    subcommands = {VerifyExport.class, VerifyRelease.class},
    description =
        "Verify Sigstore bundles or DSSE envelopes offline, with public keys or by the identities"
            + " in certificates.",
    footer = {
      "",
      "Example:",
      "  stella verify sbom.sigstore.json --key signer.pub --artifact sbom.cdx.json",
      "  stella verify bundles --key signer.pub",
      "  stella verify sbom.sigstore.json --trusted-root trusted_root.json \\",
      "    --certificate-identity spiffe://example.test/tenant/acme/signer \\",
      "    --certificate-oidc-issuer https://issuer.example --artifact sbom.cdx.json",
      "  stella verify sbom.sigstore.json --kit product.kit.zip --kit-key kit.pub",
      "  stella verify export release --key export.pub"
    })
public final class VerifyCommand implements Callable<Integer> {

  @Mixin private Terminal terminal = new Terminal();

  @Parameters(
      paramLabel = "DOCUMENT",
      arity = "0..*",
      description =
          "a bundle or envelope, JSON, or a directory of them; - is standard input; of several,"
              + " each is verified on its own, unless --threshold counts their signatures")
  private List<Path> documents = List.of();

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

  @Mixin private TrustOptions trust = new TrustOptions();

  @Override
  public Integer call() {
    if (documents.isEmpty()) {
      throw CommandFailed.usage("name a DOCUMENT, or an image: stella verify release IMAGE@DIGEST");
    }
    VerifyRequest request = request();
    return VerifyRun.run(request).number();
  }

  /** What was asked; as {@link VerifyLine} reads it from the usual command lines. */
  public VerifyRequest request() {
    if (documents.isEmpty()) {
      throw CommandFailed.usage("Missing required parameter: 'DOCUMENT'");
    }
    return trust.request(documents, artifact, digest, requireArtifact, type, terminal.json());
  }
}
