package org.stellaops.signer.cli.verdict;

import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a service answers about emergency bypasses, for people. */
public final class BypassWords {

  private BypassWords() {}

  /** Prints the answer: as it is where JSON is asked for. */
  public static void print(Terminal terminal, Bytes answer) {
    if (terminal.json()) {
      terminal.result(answer);
      return;
    }
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject told) {
        boolean any = false;
        for (JsonObject bypass : told.array("bypasses").objects()) {
          print(terminal, bypass);
          any = true;
        }
        if (!any) {
          terminal.line("none");
        }
        return;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  private static void print(Terminal terminal, JsonObject bypass) throws InvalidJson {
    terminal.line(bypass.string("id"));
    if (bypass.has("tenant")) {
      terminal.line(
          "    "
              + (bypass.bool("open") ? "OPEN" : "not open")
              + ": tenant "
              + bypass.string("tenant")
              + ", plan "
              + bypass.string("plan")
              + ", until "
              + bypass.string("notAfter")
              + ", signed by "
              + String.join(" and ", bypass.array("approvers").strings()));
    } else {
      terminal.line("    not open: two of the approvers of now have not signed it");
    }
    print(terminal, "opened", bypass.object("opened"));
    if (bypass.has("ended")) {
      print(terminal, "ended", bypass.object("ended"));
    }
  }

  private static void print(Terminal terminal, String deed, JsonObject event) throws InvalidJson {
    terminal.line(
        "    "
            + event.string("at")
            + " "
            + deed
            + " by "
            + event.string("client")
            + ": "
            + event.string("reason"));
  }
}
