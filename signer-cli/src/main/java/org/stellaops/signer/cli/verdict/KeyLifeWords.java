package org.stellaops.signer.cli.verdict;

import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a service answers about keys, for people. */
public final class KeyLifeWords {

  private KeyLifeWords() {}

  /** Prints the answer: as it is where JSON is asked for. */
  public static void print(Terminal terminal, Bytes answer) {
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject document) {
        if (terminal.json()) {
          terminal.result(answer);
        } else {
          for (JsonObject key : document.array("keys").objects()) {
            print(terminal, key);
          }
        }
        return;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  private static void print(Terminal terminal, JsonObject key) throws InvalidJson {
    terminal.line(
        key.string("name")
            + "  "
            + key.string("state")
            + "  "
            + key.string("algorithm")
            + "  "
            + key.string("keyClass")
            + " ("
            + key.string("protection")
            + ")  "
            + key.string("id"));
    if (key.has("revokedFrom")) {
      terminal.line("    nothing counts that it signed from " + key.string("revokedFrom"));
    }
    if (key.has("waiting")) {
      for (JsonObject waiting : key.array("waiting").objects()) {
        terminal.line(
            "    "
                + waiting.string("verb")
                + " asked for by "
                + waiting.string("client")
                + "; another person has until "
                + waiting.string("until"));
      }
    }
    for (JsonObject event : key.array("history").objects()) {
      terminal.line(
          "    "
              + event.string("at")
              + "  "
              + event.string("verb")
              + " by "
              + event.string("client")
              + ": "
              + event.string("reason"));
    }
  }
}
