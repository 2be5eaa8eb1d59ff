package org.stellaops.signer.cli.verdict;

import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a signer answers about an image, for people. */
public final class ReleaseWords {

  private static final int FINDING = 28;
  private static final int FORM = 19;

  private ReleaseWords() {}

  /**
   * Prints the answer: as it is where JSON is asked for.
   *
   * @param explain whether to say more of each signature
   */
  public static ExitCode print(Terminal terminal, Bytes answer, boolean explain) {
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject report) {
        boolean trusted = report.bool("trusted");
        if (terminal.json()) {
          terminal.result(answer);
        } else {
          for (JsonObject signature : report.array("signatures").objects()) {
            print(terminal, signature, explain);
          }
          terminal.line(
              trusted
                  ? "released: " + report.string("imageDigest")
                  : "NOT RELEASED: " + report.string("conclusion"));
        }
        return trusted ? ExitCode.GOOD : ExitCode.NO;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  private static void print(Terminal terminal, JsonObject signature, boolean explain)
      throws InvalidJson {
    terminal.line(
        VerdictWords.column(signature.string("finding"), FINDING)
            + VerdictWords.column(signature.string("form"), FORM)
            + by(signature)
            + " in "
            + VisibleText.line(signature.string("source")));
    if (explain) {
      terminal.line("    " + VisibleText.line(signature.string("detail")));
      terminal.line("    manifest " + signature.string("manifest"));
      more(terminal, signature, "predicateType", "type");
      more(terminal, signature, "time", "signed at");
    }
  }

  private static void more(Terminal terminal, JsonObject signature, String name, String words)
      throws InvalidJson {
    if (signature.has(name)) {
      terminal.line("    " + words + " " + VisibleText.line(signature.string(name)));
    }
  }

  private static String by(JsonObject signature) throws InvalidJson {
    if (signature.has("key")) {
      return "by " + signature.string("key");
    }
    return signature.has("subject")
        ? "by "
            + VisibleText.line(signature.string("subject"))
            + " of "
            + VisibleText.line(signature.string("issuer"))
        : "by nobody known";
  }
}
