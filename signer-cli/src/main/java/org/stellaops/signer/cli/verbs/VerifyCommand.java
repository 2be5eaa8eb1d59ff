package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.WrappedBundle;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.TrustedKeys;
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
      "  stella verify sbom.sigstore.json --key signer.pub --artifact sbom.cdx.json"
    })
public final class VerifyCommand implements Callable<Integer> {

  @Mixin private Terminal terminal = new Terminal();

  @Parameters(
      paramLabel = "DOCUMENT",
      arity = "1..*",
      description =
          "the bundle or envelope, JSON; - is standard input; signatures of several documents"
              + " count together if their payload is the same")
  private List<Path> documents = List.of();

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "the signer's public key, PEM or DER; may be repeated")
  private List<Path> keys = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "how many distinct keys must have signed (default: ${DEFAULT-VALUE})")
  private int threshold = 1;

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

  @Override
  public Integer call() {
    if (artifact != null && digest != null) {
      throw CommandFailed.usage("give --artifact or --digest, not both");
    }
    if (requireArtifact && artifact == null && digest == null) {
      throw CommandFailed.usage("give --artifact or --digest: --require-artifact asks for one");
    }
    String predicateType = type == null ? null : PredicateTypes.of(type);
    List<Path> read = new ArrayList<>(documents);
    read.addAll(keys);
    if (artifact != null) {
      read.add(artifact);
    }
    LocalFile.requireReadOnce(read);
    TrustedKeys trusted = trusted();
    Expectations expected = new Expectations(expectedArtifact(), predicateType);
    List<Bytes> contents = documents.stream().map(LocalFile::read).toList();
    BundleVerdict verdict = BundleVerification.strict().verify(contents, trusted, expected);
    if (terminal.json()) {
      terminal.result(json(verdict, trusted).bytes());
    } else {
      print(verdict);
    }
    if (verdict.verified()) {
      return ExitCode.GOOD.number();
    }
    for (int i = 0; i < contents.size(); i++) {
      WrappedBundle.hint(documents.get(i), contents.get(i))
          .ifPresent(hint -> terminal.say("note: " + hint));
    }
    return (verdict.unsupported() ? ExitCode.UNSUPPORTED : ExitCode.NO).number();
  }

  private TrustedKeys trusted() {
    List<PinnedKey> read = keys.stream().map(LocalFile::publicKey).toList();
    try {
      return new TrustedKeys(read, threshold);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--threshold: " + e.getMessage(), e);
    }
  }

  private @Nullable ArtifactDigests expectedArtifact() {
    if (artifact != null) {
      return LocalFile.digests(artifact);
    }
    return digest == null ? null : OptionValue.artifact("--digest", digest);
  }

  private void print(BundleVerdict verdict) {
    for (Check check : verdict.checks()) {
      terminal.line(
          String.format(
              Locale.ROOT, "%-14s %-18s %s", check.outcome().label(), check.name(), detail(check)));
    }
    terminal.line(conclusion(verdict));
  }

  private String conclusion(BundleVerdict verdict) {
    if (!verdict.verified()) {
      return verdict.unsupported() ? "NOT VERIFIED: it cannot be checked here" : "NOT VERIFIED";
    }
    return artifact == null && digest == null
        ? "signature verified; no artifact compared (give --artifact FILE)"
        : "verified";
  }

  /** Without the name of the check before it, which is in the column before it. */
  private static String detail(Check check) {
    String prefix = check.name() + ": ";
    return check.detail().startsWith(prefix)
        ? check.detail().substring(prefix.length())
        : check.detail();
  }

  private static CanonicalWriter json(BundleVerdict verdict, TrustedKeys trusted) {
    return CanonicalWriter.object()
        .bool("artifactCompared", verdict.artifactCompared())
        .objects(
            "checks",
            verdict.checks().stream()
                .map(check ->
                    CanonicalWriter.object()
                        .string("detail", check.detail())
                        .string("name", check.name())
                        .string("outcome", check.outcome().label()))
                .toList())
        .string("schema", "https://stella-ops.org/schemas/stella/verify/v1")
        .strings(
            "signers", verdict.signers().stream().map(key -> key.fingerprint().toString()).toList())
        .number("threshold", trusted.threshold())
        .bool("verified", verdict.verified());
  }
}
