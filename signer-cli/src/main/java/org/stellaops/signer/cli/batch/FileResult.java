package org.stellaops.signer.cli.batch;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.WrittenFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;

/**
 * What came of one file.
 *
 * @param files its bundles, written now or before
 * @param auditId of the signature; null if nothing was signed now
 * @param failed why it was refused; null if it is signed
 * @param notes what the person should know of it
 */
record FileResult(
    State state,
    Path document,
    List<WrittenFile> files,
    @Nullable String auditId,
    @Nullable CommandFailed failed,
    List<String> notes) {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/sign-file/v1";
  private static final int WORD = 15;

  /** Each is a word in lines and in JSON. */
  enum State {
    SIGNED("signed", "signed"),
    ALREADY_SIGNED("already signed", "already-signed"),
    REFUSED("REFUSED", "refused");

    private final String word;
    private final String json;

    State(String word, String json) {
      this.word = word;
      this.json = json;
    }
  }

  FileResult {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  static FileResult refused(Path document, CommandFailed why) {
    return new FileResult(State.REFUSED, document, List.of(), null, why, List.of());
  }

  ExitCode exitCode() {
    return failed == null ? ExitCode.GOOD : failed.exitCode();
  }

  /** For people. */
  String line() {
    String word = state.word + " ".repeat(WORD - state.word.length());
    return VisibleText.line(word + document + (failed == null ? "" : ": " + failed.getMessage()));
  }

  /** For programs. */
  Bytes json() {
    CanonicalWriter json =
        CanonicalWriter.object()
            .value("document", WrittenFile.path(document))
            .number("exitCode", exitCode().number())
            .objects("files", files.stream().map(WrittenFile::json).toList())
            .string("schema", SCHEMA)
            .string("state", state.json);
    if (auditId != null) {
      json.string("auditId", auditId);
    }
    if (failed != null) {
      json.canonical("error", failed.document());
    }
    return json.bytes();
  }
}
