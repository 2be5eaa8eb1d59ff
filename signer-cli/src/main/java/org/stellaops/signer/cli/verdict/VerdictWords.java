package org.stellaops.signer.cli.verdict;

import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.TrustedSigners;

/** A verdict as text, as JSON and as an exit code. */
final class VerdictWords {

  /** That nothing was given to compare the subjects with. */
  static final String NONE = "no artifact compared (give --artifact FILE)";

  private VerdictWords() {}

  static ExitCode exitCode(BundleVerdict verdict) {
    if (verdict.verified()) {
      return ExitCode.GOOD;
    }
    return verdict.unsupported() ? ExitCode.UNSUPPORTED : ExitCode.NO;
  }

  /** {@code text} and spaces up to {@code width}, and one more. */
  static String column(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()) + 1);
  }

  /** Without the name of the check before it, which stands before it anyway. */
  static String detail(Check check) {
    String prefix = check.name() + ": ";
    return check.detail().startsWith(prefix)
        ? check.detail().substring(prefix.length())
        : check.detail();
  }

  static Bytes document(BundleVerdict verdict, TrustedSigners trusted) {
    CanonicalWriter document = CanonicalWriter.object();
    verdict.trustedTime().ifPresent(time -> document.time("trustedTime", time));
    return document
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
        .objects(
            "identities",
            verdict.identities().stream()
                .map(identity ->
                    CanonicalWriter.object()
                        .string("issuer", identity.issuer())
                        .string("subject", identity.subject()))
                .toList())
        .string("schema", "https://stella-ops.org/schemas/stella/verify/v1")
        .strings(
            "signers", verdict.signers().stream().map(key -> key.fingerprint().toString()).toList())
        .number("threshold", trusted.threshold())
        .bool("verified", verdict.verified())
        .bytes();
  }
}
