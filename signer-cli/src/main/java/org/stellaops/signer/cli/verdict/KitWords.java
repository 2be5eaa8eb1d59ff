package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.kit.InvalidKit;
import org.stellaops.signer.verify.kit.KitContents;
import org.stellaops.signer.verify.kit.KitFile;
import org.stellaops.signer.verify.kit.KitManifest;
import org.stellaops.signer.verify.kit.KitVerdict;
import org.stellaops.signer.verify.kit.VerifiedKit;
import org.stellaops.signer.verify.trust.WindowedKey;

/** Kits in words and as JSON. */
public final class KitWords {

  private static final String KIT = "https://stella-ops.org/schemas/stella/kit/v1";
  private static final String VERIFIED = "https://stella-ops.org/schemas/stella/kit-verify/v1";
  private static final int OUTCOME = 14;
  private static final int NAME = 18;

  private KitWords() {}

  /** Verifies a kit and says what came of it. */
  public static ExitCode verify(KitRequest request, Terminal terminal) {
    KitVerdict verdict = request.verify();
    if (terminal.json()) {
      terminal.result(document(verdict));
    } else {
      for (Check check : verdict.checks()) {
        terminal.line(
            VerdictWords.column(check.outcome().label(), OUTCOME)
                + VerdictWords.column(check.name(), NAME)
                + VerdictWords.detail(check));
      }
      terminal.line(
          verdict.kit().map(kit -> "verified: " + words(kit.manifest())).orElse("NOT VERIFIED"));
    }
    warnings(verdict).forEach(terminal::say);
    if (verdict.verified()) {
      return ExitCode.GOOD;
    }
    boolean unsupported =
        verdict.checks().stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
    return unsupported ? ExitCode.UNSUPPORTED : ExitCode.NO;
  }

  /**
   * The kit that a verification goes by.
   *
   * @throws CommandFailed it is not verified; the sentence names the check that failed
   */
  static VerifiedKit require(KitRequest request, Terminal terminal) {
    KitVerdict verdict = request.verify();
    warnings(verdict).forEach(terminal::say);
    verdict.kit().ifPresent(kit -> terminal.say("kit: " + words(kit.manifest())));
    return verdict
        .kit()
        .orElseThrow(() -> {
          Check failed =
              verdict.checks().stream()
                  .filter(check -> check.outcome() == Outcome.FAILED)
                  .findFirst()
                  .orElse(verdict.checks().getLast());
          return KitRequest.notVerified(failed.name() + ": " + failed.detail(), null);
        });
  }

  /** Some of a kit's keys, each with its validity. */
  static List<WindowedKey> of(VerifiedKit kit, List<PinnedKey> wanted) {
    for (PinnedKey key : wanted) {
      if (kit.keys().stream().noneMatch(each -> each.key().equals(key))) {
        throw CommandFailed.usage(
            "--key: the kit has no key "
                + key.fingerprint()
                + "; with --kit, --key only chooses among the keys of the kit");
      }
    }
    return kit.keys().stream().filter(each -> wanted.contains(each.key())).toList();
  }

  private static List<String> warnings(KitVerdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.name().equals("stale"))
        .filter(check -> verdict.verified() && check.outcome() != Outcome.PASSED)
        .map(check -> "warning: stale: " + check.detail())
        .toList();
  }

  private static String words(KitManifest manifest) {
    return manifest.name()
        + " version "
        + manifest.version()
        + ", created "
        + manifest.createdAt()
        + ", good until "
        + manifest.staleAfter();
  }

  private static Bytes document(KitVerdict verdict) {
    CanonicalWriter document =
        CanonicalWriter.object()
            .objects(
                "checks",
                verdict.checks().stream()
                    .map(check ->
                        CanonicalWriter.object()
                            .string("detail", check.detail())
                            .string("name", check.name())
                            .string("outcome", check.outcome().label()))
                    .toList())
            .string("schema", VERIFIED)
            .bool("verified", verdict.verified());
    verdict.kit().ifPresent(kit -> document.object("kit", manifest(kit.manifest())));
    return document.bytes();
  }

  private static CanonicalWriter manifest(KitManifest manifest) {
    return CanonicalWriter.object()
        .time("createdAt", manifest.createdAt())
        .string("name", manifest.name())
        .time("staleAfter", manifest.staleAfter())
        .number("version", manifest.version());
  }

  /** Says what a kit says of itself. */
  public static ExitCode inspect(Path file, Instant now, Terminal terminal) {
    Bytes archive = LocalFile.readKit(file);
    KitContents contents;
    try {
      contents = KitContents.read(archive);
    } catch (InvalidKit e) {
      throw KitRequest.notVerified(e.check() + ": " + e.why(), e);
    }
    KitManifest manifest = contents.manifest();
    boolean stale = now.isAfter(manifest.staleAfter());
    if (terminal.json()) {
      terminal.result(contents(contents, archive, stale));
      return ExitCode.GOOD;
    }
    lines(contents, stale).forEach(line -> terminal.line(VisibleText.line(line)));
    terminal.say("who signed it is not checked here: stella kit verify does");
    return ExitCode.GOOD;
  }

  /** Of a kit that was just made. */
  public static Bytes contents(KitContents contents, Bytes archive, boolean stale) {
    return manifest(contents.manifest())
        .objects("files", contents.manifest().files().stream().map(KitWords::file).toList())
        .string("schema", KIT)
        .string("sha256", archive.sha256().hex())
        .bool("stale", stale)
        .bytes();
  }

  private static CanonicalWriter file(KitFile file) {
    return CanonicalWriter.object()
        .string("path", file.path())
        .string("sha256", file.sha256().hex())
        .number("size", file.size());
  }

  private static List<String> lines(KitContents contents, boolean stale) {
    KitManifest manifest = contents.manifest();
    List<String> lines = new ArrayList<>();
    lines.add("kit      " + manifest.name() + " version " + manifest.version());
    lines.add("created  " + manifest.createdAt());
    lines.add("stale    " + (stale ? "SINCE " : "after ") + manifest.staleAfter());
    for (KitFile file : manifest.files()) {
      lines.add("file     " + file.sha256().hex() + "  " + file.path());
    }
    lines.addAll(KitTrustLines.of(contents));
    return lines;
  }
}
