package org.stellaops.signer.cli.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.cli.export.TreeComparison;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.BundleVerdict;

/** What is found of a signed export, for people and for programs. */
final class ExportVerdictWords {

  private static final int OUTCOME = 14;
  private static final int NAME = 25;

  private final Terminal terminal;

  ExportVerdictWords(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * @param verdicts by the file that was verified
   * @param faults what does not hold together, a sentence without an end each
   * @param manifest empty unless it is proven
   * @param files empty unless the manifest is proven
   */
  void say(
      Map<String, BundleVerdict> verdicts,
      List<String> faults,
      Optional<ExportManifest> manifest,
      Optional<TreeComparison> files) {
    boolean verified = files.map(TreeComparison::isSame).orElse(false);
    if (terminal.json()) {
      terminal.result(
          document(verdicts, faults, manifest, files).bool("verified", verified).bytes());
      return;
    }
    verdicts.forEach(this::line);
    faults.forEach(fault -> terminal.line(VerdictWords.column("failed", OUTCOME) + fault));
    files.ifPresent(compared -> {
      compared.added().forEach(path -> file("added", path));
      compared.missing().forEach(path -> file("missing", path));
      compared.altered().forEach(path -> file("altered", path));
    });
    terminal.line(conclusion(verified, manifest, files));
  }

  private void line(String file, BundleVerdict verdict) {
    if (verdict.verified()) {
      terminal.line(
          VerdictWords.column("passed", OUTCOME)
              + VerdictWords.column(file, NAME)
              + "Signed by "
              + signers(verdict)
              + ".");
      return;
    }
    verdict.checks().stream()
        .filter(check -> check.outcome() != Outcome.PASSED)
        .filter(check -> check.outcome() != Outcome.NOT_APPLICABLE)
        .forEach(check ->
            terminal.line(
                VerdictWords.column(check.outcome().label(), OUTCOME)
                    + VerdictWords.column(file, NAME)
                    + check.name()
                    + ": "
                    + VerdictWords.detail(check)));
  }

  private static String signers(BundleVerdict verdict) {
    List<String> who = new ArrayList<>();
    verdict.signers().forEach(key -> who.add("the key " + key.fingerprint()));
    verdict.identities().stream().map(CertificateIdentity::subject).forEach(who::add);
    return String.join(" and ", who);
  }

  private void file(String what, String path) {
    terminal.line(VerdictWords.column(what, OUTCOME) + path);
  }

  private static String conclusion(
      boolean verified, Optional<ExportManifest> manifest, Optional<TreeComparison> files) {
    if (files.isEmpty()) {
      return "NOT VERIFIED: no file was compared";
    }
    int count = manifest.map(read -> read.files().size()).orElse(0);
    TreeComparison compared = files.get();
    return verified
        ? "verified: " + count + (count == 1 ? " file" : " files")
        : "NOT VERIFIED: of "
            + count
            + (count == 1 ? " file " : " files ")
            + compared.missing().size()
            + " missing, "
            + compared.altered().size()
            + " altered; "
            + compared.added().size()
            + " added";
  }

  private static CanonicalWriter document(
      Map<String, BundleVerdict> verdicts,
      List<String> faults,
      Optional<ExportManifest> manifest,
      Optional<TreeComparison> files) {
    CanonicalWriter document =
        CanonicalWriter.object()
            .objects(
                "documents",
                verdicts.entrySet().stream()
                    .map(each -> verdict(each.getKey(), each.getValue()))
                    .toList())
            .strings("faults", faults.stream().map(VisibleText::line).toList())
            .string("schema", "https://stella-ops.org/schemas/stella/verify-export/v1");
    manifest.ifPresent(read ->
        document
            .time("createdAt", read.createdAt())
            .string("name", read.name())
            .number("files", read.files().size()));
    files.ifPresent(compared ->
        document
            .strings("added", texts(compared.added()))
            .strings("missing", texts(compared.missing()))
            .strings("altered", texts(compared.altered())));
    return document;
  }

  private static CanonicalWriter verdict(String file, BundleVerdict verdict) {
    return CanonicalWriter.object()
        .objects("checks", verdict.checks().stream().map(ExportVerdictWords::check).toList())
        .string("file", file)
        .strings(
            "identities", verdict.identities().stream().map(CertificateIdentity::subject).toList())
        .strings(
            "signers", verdict.signers().stream().map(key -> key.fingerprint().toString()).toList())
        .bool("verified", verdict.verified());
  }

  private static CanonicalWriter check(Check check) {
    return CanonicalWriter.object()
        .string("detail", check.detail())
        .string("name", check.name())
        .string("outcome", check.outcome().label());
  }

  /** A file that was added may have a name that is no text to JSON. */
  private static List<String> texts(List<String> paths) {
    return paths.stream()
        .map(path -> {
          try {
            return new JsonString(path).value();
          } catch (IllegalArgumentException e) {
            return VisibleText.line(path);
          }
        })
        .toList();
  }
}
