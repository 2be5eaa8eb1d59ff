package org.stellaops.signer.cli.verdict;

import java.util.List;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a service answers about images that people let pass, for people. */
public final class ApprovalWords {

  private ApprovalWords() {}

  /** Prints the answer: as it is where JSON is asked for. */
  public static void print(Terminal terminal, Bytes answer) {
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject told) {
        List<JsonObject> approvals = told.array("approvals").objects();
        if (terminal.json()) {
          terminal.result(answer);
        } else if (approvals.isEmpty()) {
          terminal.line("none");
        }
        for (JsonObject approval : terminal.json() ? List.<JsonObject>of() : approvals) {
          print(terminal, approval);
        }
        return;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  private static void print(Terminal terminal, JsonObject approval) throws InvalidJson {
    String state = approval.string("state");
    String until =
        switch (state) {
          case "pending" -> "to be decided until " + approval.string("until");
          case "approved" -> "until " + approval.string("until");
          default -> "";
        };
    terminal.line(
        (approval.string("id") + "  " + state + "  " + until).strip()
            + "\n    "
            + approval.string("imageDigest"));
    for (JsonObject event : approval.array("history").objects()) {
      terminal.line(
          "    "
              + event.string("at")
              + " "
              + event.string("deed")
              + " by "
              + event.string("client")
              + ": "
              + event.string("reason"));
    }
  }
}
