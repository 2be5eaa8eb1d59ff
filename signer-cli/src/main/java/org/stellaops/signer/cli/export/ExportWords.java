package org.stellaops.signer.cli.export;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.stellaops.signer.cli.export.ExportReply.Signer;
import org.stellaops.signer.cli.files.WrittenFile;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.export.ExportFile;
import org.stellaops.signer.json.export.ExportManifest;

/** What came of having an export signed, for people and for programs. */
public final class ExportWords {

  private ExportWords() {}

  public static void say(ExportManifest manifest, ExportReply signed, Path out, Terminal terminal) {
    long bytes = manifest.files().stream().mapToLong(ExportFile::size).sum();
    for (Signer signer : signed.signers()) {
      signer
          .subject()
          .ifPresent(subject -> terminal.say("signed for " + subject + ", by a certificate"));
    }
    terminal.say(
        "signed an export of "
            + manifest.files().size()
            + (manifest.files().size() == 1 ? " file" : " files")
            + " ("
            + bytes
            + " bytes) into "
            + out
            + " with "
            + signed.signers().stream()
                .map(Signer::fingerprint)
                .collect(Collectors.joining(" and "))
            + ", audit id "
            + signed.auditId());
    if (terminal.json()) {
      terminal.result(
          CanonicalWriter.object()
              .string("auditId", signed.auditId())
              .number("bytes", bytes)
              .value("directory", WrittenFile.path(out))
              .number("files", manifest.files().size())
              .string("manifestSha256", manifest.bytes().sha256().hex())
              .string("name", manifest.name())
              .string("schema", "https://stella-ops.org/schemas/stella/export/v1")
              .strings("signers", signed.signers().stream().map(Signer::fingerprint).toList())
              .bytes());
    } else {
      terminal.line(out.toString());
    }
  }
}
