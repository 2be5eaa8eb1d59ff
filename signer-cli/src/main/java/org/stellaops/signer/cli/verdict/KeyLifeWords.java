package org.stellaops.signer.cli.verdict;

import java.util.List;
import java.util.Optional;
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
          if (document.has("neverOpened")) {
            for (String name : document.array("neverOpened").strings()) {
              terminal.line(
                  name
                      + "  NEVER OPENED: it is configured and signs nothing; /readyz and stella"
                      + " doctor --config say why");
            }
          }
        }
        return;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  /**
   * Prints the answer to a change.
   *
   * @return false where it waits for a second person
   */
  public static boolean printChange(Terminal terminal, String verb, Bytes answer) {
    boolean done = isDone(answer);
    if (!done && !terminal.json()) {
      terminal.line("NOT YET: " + verb + " waits for a second person; nothing has changed");
    }
    print(terminal, answer);
    return done;
  }

  private static boolean isDone(Bytes answer) {
    try {
      return !(JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject document)
          || !document.has("done")
          || document.bool("done");
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
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
    if (key.has("configured") && !key.bool("configured")) {
      terminal.line(
          "    not configured: signs nothing, and GET /trust does not tell of it"
              + (key.string("state").equals("revoked") ? ", nor that it is revoked" : ""));
    }
    purpose(terminal, key);
    if (key.has("signedBy")) {
      String other = key.string("signedBy");
      terminal.line(
          "    where it is asked for, "
              + other
              + " signs, which replaces it"
              + (key.string("state").equals("active")
                  ? "; suspend " + other + " to go back to this one"
                  : ""));
    }
    if (key.has("revokedFrom")) {
      terminal.line("    nothing counts that it signed from " + key.string("revokedFrom"));
    }
    if (key.has("signsUntil")) {
      String end = key.string("signsUntil");
      terminal.line(
          key.has("tooOld") && key.bool("tooOld")
              ? "    too old since " + end + ": signs nothing (keys.maximumAge); rotate it"
              : "    signs until " + end + " (keys.maximumAge)");
    }
    if (key.has("waiting")) {
      for (JsonObject waiting : key.array("waiting").objects()) {
        waiting(terminal, waiting);
      }
    }
    for (JsonObject event : key.array("history").objects()) {
      terminal.line(
          "    "
              + event.string("at")
              + "  "
              + event.string("verb")
              + event.optionalString("effective").map(from -> " from " + from).orElse("")
              + " by "
              + event.string("client")
              + ": "
              + event.string("reason"));
    }
  }

  private static void purpose(Terminal terminal, JsonObject key) throws InvalidJson {
    if (key.has("plans")) {
      terminal.line("    plans: " + String.join(", ", key.array("plans").strings()));
    }
    if (key.has("predicateTypes")) {
      List<String> types = key.array("predicateTypes").strings();
      terminal.line(
          "    types: " + (types.isEmpty() ? "all of the tenant's" : String.join(", ", types)));
    }
  }

  private static void waiting(Terminal terminal, JsonObject waiting) throws InvalidJson {
    Optional<String> effective = waiting.optionalString("effective");
    terminal.line(
        "    "
            + waiting.string("verb")
            + effective.map(from -> " from " + from).orElse("")
            + " asked for by "
            + waiting.string("client")
            + waiting
                .optionalString("reason")
                .filter(reason -> !reason.isEmpty())
                .map(reason -> " (" + reason + ")")
                .orElse("")
            + "; done once another person asks for the same"
            + effective.map(from -> ", with --effective " + from + ",").orElse("")
            + " before "
            + waiting.string("until"));
  }
}
