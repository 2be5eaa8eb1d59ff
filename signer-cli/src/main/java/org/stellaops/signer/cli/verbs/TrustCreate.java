package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.TrustedService;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a trusted root of files. */
@Command(
    name = "create",
    description =
        "Make a Sigstore trusted root of certificate chains and public keys, without a network.",
    footer = {
      "",
      "A service is url=URL,certificate-chain=FILE (PEM, the issuing certificate",
      "first; of a timestamp authority its own), a log url=URL,public-key=FILE,",
      "start-time=TIME; start-time, end-time and operator are optional, a Rekor v2",
      "log has origin=HOST. cosign's trusted-root create has the same words.",
      "",
      "Example:",
      "  stella trust create --out trusted_root.json \\",
      "    --fulcio url=https://fulcio.example,certificate-chain=fulcio.pem \\",
      "    --tsa url=https://tsa.example,certificate-chain=tsa.pem"
    })
final class TrustCreate implements Runnable {

  @Mixin private Terminal terminal = new Terminal();

  @Option(
      names = "--fulcio",
      paramLabel = "SERVICE",
      description = "a certificate authority; may be repeated, as the others")
  private List<String> authorities = new ArrayList<>();

  @Option(names = "--tsa", paramLabel = "SERVICE", description = "a timestamp authority")
  private List<String> timestampAuthorities = new ArrayList<>();

  @Option(names = "--rekor", paramLabel = "LOG", description = "a transparency log")
  private List<String> logs = new ArrayList<>();

  @Option(names = "--ctfe", paramLabel = "LOG", description = "a log of certificates")
  private List<String> certificateLogs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where it is written (default: standard output)")
  private @Nullable Path out;

  @Override
  public void run() {
    if (authorities.isEmpty()
        && timestampAuthorities.isEmpty()
        && logs.isEmpty()
        && certificateLogs.isEmpty()) {
      throw CommandFailed.usage("name what to trust: --fulcio, --tsa, --rekor or --ctfe");
    }
    Bytes root =
        CanonicalWriter.object()
            .objects(
                "certificateAuthorities", all("--fulcio", authorities, TrustedService::authority))
            .objects("ctlogs", all("--ctfe", certificateLogs, TrustedService::log))
            .string("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1")
            .objects(
                "timestampAuthorities",
                all("--tsa", timestampAuthorities, TrustedService::authority))
            .objects("tlogs", all("--rekor", logs, TrustedService::log))
            .bytes();
    try {
      TrustedRoot read = TrustedRoot.parse(root);
      if (read.logs().size() != logs.size()
          || read.certificateLogs().size() != certificateLogs.size()) {
        throw CommandFailed.usage(
            "a log's key is of a kind that no log has: EC, RSA and Ed25519 keys are");
      }
    } catch (InvalidTrust e) {
      throw CommandFailed.usage("no trusted root can be made of this: " + e.getMessage(), e);
    }
    if (out == null) {
      terminal.result(root);
    } else {
      LocalFile.write(out, root);
      terminal.say("wrote " + out);
    }
  }

  private static List<CanonicalWriter> all(
      String option, List<String> texts, Function<TrustedService, CanonicalWriter> form) {
    return texts.stream().map(text -> form.apply(TrustedService.parse(option, text))).toList();
  }
}
