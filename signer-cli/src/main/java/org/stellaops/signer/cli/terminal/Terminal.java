package org.stellaops.signer.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Ticker;
import picocli.CommandLine.Option;

/** Where a verb writes: results to standard output, words to standard error. */
public final class Terminal {

  /** The forms of a result. */
  enum Form {
    text,
    json
  }

  private static final long STATUS_EVERY = 100_000_000;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "form of the result (default: ${DEFAULT-VALUE})")
  private Form output = Form.text;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  private boolean statusShown;
  private long statusAt;

  public Terminal() {}

  /** Without the option, for a verb whose words are read already. */
  public Terminal(boolean json) {
    output = json ? Form.json : Form.text;
  }

  public boolean json() {
    return output == Form.json;
  }

  /**
   * Whether a command line asks for JSON, also one that cannot be understood.
   *
   * @param arguments as they were typed
   */
  public static boolean asksForJson(List<String> arguments) {
    int end = arguments.indexOf("--");
    List<String> options = end < 0 ? arguments : arguments.subList(0, end);
    return options.contains("--output=json")
        || Collections.indexOfSubList(options, List.of("--output", "json")) >= 0;
  }

  /** A line of the result. */
  public void line(String text) {
    giveWay();
    out.println(VisibleText.of(text));
    requireWritten();
  }

  /** A result in JSON, with a newline after it; its strings may be from outside. */
  public void result(Bytes document) {
    giveWay();
    if (isPlain(document)) {
      try {
        document.writeTo(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else {
      out.print(VisibleText.json(document.utf8()));
    }
    out.println();
    requireWritten();
  }

  /** Spares large documents, nearly all of which are base64, a copy. */
  private static boolean isPlain(Bytes document) {
    for (int i = 0; i < document.size(); i++) {
      byte b = document.at(i);
      if (b != '\n' && (b < 0x20 || b == 0x7f)) {
        return false;
      }
    }
    return true;
  }

  private void requireWritten() {
    if (out.checkError()) {
      throw CommandFailed.file(
          "the result cannot be written, its reader has gone; what was asked for may be done",
          null);
    }
  }

  /** Words about the work, for people. */
  public void say(String text) {
    endStatus();
    err.println(VisibleText.of(text));
  }

  /** Progress: shown to a person at a terminal, silent in a job. */
  public void progress(String text) {
    if (Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
      err.println(VisibleText.of(text));
    }
  }

  /**
   * How far the work is, in one line that the next takes the place of. Only where the launcher
   * found standard error to be a terminal, and for most verbs the result to go elsewhere: Java does
   * not know.
   */
  public void status(String text) {
    if (!Boolean.getBoolean("stella.status")) {
      return;
    }
    long now = Ticker.system().nanos();
    if (statusAt == 0 || (amongResults() && !statusShown) || now - statusAt > STATUS_EVERY) {
      statusAt = now;
      statusShown = true;
      err.print("\r\u001b[K" + VisibleText.line(text));
      err.flush();
    }
  }

  /** Whether the launcher found that results are shown where the status is. */
  private static boolean amongResults() {
    return Boolean.getBoolean("stella.status.shared");
  }

  /** A line of the result takes the place of the status. */
  private void giveWay() {
    if (amongResults()) {
      endStatus();
    }
  }

  /** Takes the status away. */
  public void endStatus() {
    if (statusShown) {
      statusShown = false;
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
