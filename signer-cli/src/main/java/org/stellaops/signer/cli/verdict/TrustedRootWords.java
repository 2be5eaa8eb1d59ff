package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedLog;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.ValidityWindow;

/** A trusted root in words and as JSON. */
public final class TrustedRootWords {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/trusted-root/v1";

  /** One authority or log. */
  private record Part(
      String kind, String name, ValidityWindow validity, @Nullable Instant certificatesEnd) {

    /** The last instant at which anything new can be checked by it; null for none. */
    private @Nullable Instant end() {
      Instant end = validity.end();
      if (end == null || (certificatesEnd != null && certificatesEnd.isBefore(end))) {
        return certificatesEnd;
      }
      return end;
    }

    private boolean isOver(Instant now) {
      Instant end = end();
      return end != null && now.isAfter(end);
    }

    private CanonicalWriter json(Instant now) {
      CanonicalWriter json =
          CanonicalWriter.object()
              .time("from", validity.start())
              .string("kind", kind)
              .string("name", name)
              .bool("over", isOver(now));
      Instant end = end();
      return end == null ? json : json.time("until", end);
    }
  }

  private TrustedRootWords() {}

  /** Says what a file trusts. */
  public static ExitCode check(Path file, Instant now, Terminal terminal) {
    TrustedRoot root;
    try {
      root = TrustedRoot.parse(LocalFile.read(file));
    } catch (InvalidTrust e) {
      throw new CommandFailed(FailureCode.NOT_VERIFIED, file + ": " + e.getMessage(), e);
    }
    List<Part> parts = parts(root);
    if (terminal.json()) {
      terminal.result(
          CanonicalWriter.object()
              .objects("parts", parts.stream().map(part -> part.json(now)).toList())
              .string("schema", SCHEMA)
              .bytes());
    } else {
      TrustedRootLines.of(root).forEach(line -> terminal.line(VisibleText.line(line)));
    }
    notes(root, now, terminal);
    return ExitCode.GOOD;
  }

  /** Says which parts of a root are over. */
  static void notes(TrustedRoot root, Instant now, Terminal terminal) {
    for (Part part : parts(root)) {
      if (part.isOver(now)) {
        terminal.say(
            "note: "
                + part.kind()
                + " "
                + VisibleText.line(part.name())
                + " is over since "
                + part.end()
                + ": it vouches for what was signed before, and for nothing new");
      }
    }
  }

  private static List<Part> parts(TrustedRoot root) {
    List<Part> parts = new ArrayList<>();
    root.logs().forEach(log -> parts.add(part("log", log)));
    root.certificateLogs().forEach(log -> parts.add(part("certificate-log", log)));
    root.certificateAuthorities().forEach(each -> parts.add(part("certificate-authority", each)));
    root.timestampAuthorities().forEach(each -> parts.add(part("timestamp-authority", each)));
    return parts;
  }

  private static Part part(String kind, TrustedLog log) {
    return new Part(kind, log.baseUrl(), log.validity(), null);
  }

  private static Part part(String kind, TrustedAuthority authority) {
    return new Part(
        kind, authority.operator(), authority.validity(), TrustedRootLines.firstEnd(authority));
  }
}
