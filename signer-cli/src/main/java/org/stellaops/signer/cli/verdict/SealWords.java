package org.stellaops.signer.cli.verdict;

import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a service answers about its seal, for people. */
public final class SealWords {

  private SealWords() {}

  /** Prints the answer: as it is where JSON is asked for. */
  public static void print(Terminal terminal, Bytes answer) {
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject state) {
        if (terminal.json()) {
          terminal.result(answer);
        } else {
          print(terminal, state);
        }
        return;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  /**
   * Prints the answer to a request to unseal.
   *
   * @return false where it is sealed still
   */
  public static boolean printUnseal(Terminal terminal, Bytes answer) {
    print(terminal, answer);
    try {
      return JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject state
          && !state.bool("sealed");
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
  }

  private static void print(Terminal terminal, JsonObject state) throws InvalidJson {
    terminal.line(
        state.bool("sealed") ? "SEALED: nothing is signed" : "not sealed: signing goes on");
    if (state.has("unsealingUntil")) {
      terminal.line(
          "NOT YET: one operator asks to unseal; another has until "
              + state.string("unsealingUntil"));
    }
    for (JsonObject event : state.array("history").objects()) {
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
