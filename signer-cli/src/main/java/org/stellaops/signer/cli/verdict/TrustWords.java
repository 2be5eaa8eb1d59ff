package org.stellaops.signer.cli.verdict;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a service answers about the keys that verifiers may trust, as a table for people. */
public final class TrustWords {

  private static final String NOTHING = "-";

  private TrustWords() {}

  /** Prints the answer: as it is where JSON is asked for. */
  public static void print(Terminal terminal, Bytes answer) {
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST.withMaxBytes(answer.size()))
          instanceof JsonObject trust) {
        // All of it is read before a line is printed.
        List<String> lines = lines(trust);
        if (terminal.json()) {
          terminal.result(answer);
        } else {
          lines.forEach(terminal::line);
        }
        return;
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  private static List<String> lines(JsonObject trust) throws InvalidJson {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("STATE", "KIND", "SIGNS FROM", "UNTIL", "ID"));
    for (JsonObject key : trust.array("keys").objects()) {
      List<JsonObject> windows = key.has("validFor") ? key.array("validFor").objects() : List.of();
      rows.add(
          List.of(
              key.optionalString("state").orElse(NOTHING),
              key.string("keyDetails"),
              windows.isEmpty() ? NOTHING : windows.getFirst().string("start"),
              windows.isEmpty()
                  ? NOTHING
                  : windows.getFirst().optionalString("end").orElse(NOTHING),
              key.string("id")));
    }
    List<String> lines = new ArrayList<>(table(rows));
    for (JsonObject revocation : trust.array("revocations").objects()) {
      lines.add(
          "revoked: nothing counts that "
              + revocation.string("id")
              + " signed from "
              + revocation.string("from")
              + " on");
    }
    lines.addAll(others(trust));
    return lines;
  }

  private static List<String> others(JsonObject trust) throws InvalidJson {
    List<String> lines = new ArrayList<>();
    if (trust.has("revokedIdentities")) {
      for (JsonObject revocation : trust.array("revokedIdentities").objects()) {
        lines.add(
            "revoked: nothing counts that "
                + VisibleText.line(revocation.string("subject"))
                + " by "
                + VisibleText.line(revocation.string("issuer"))
                + " signed from "
                + VisibleText.line(revocation.string("from"))
                + " on");
      }
    }
    if (trust.has("revokedContents")) {
      for (JsonObject revocation : trust.array("revokedContents").objects()) {
        lines.add(
            "revoked: what has the digest "
                + VisibleText.line(revocation.string("paeDigest"))
                + " does not count from "
                + VisibleText.line(revocation.string("from"))
                + " on");
      }
    }
    return lines;
  }

  /** Each column as wide as its widest cell, but for the last. */
  private static List<String> table(List<List<String>> rows) {
    List<List<String>> shown =
        rows.stream().map(row -> row.stream().map(VisibleText::line).toList()).toList();
    int last = shown.getFirst().size() - 1;
    int[] widths = new int[last];
    for (List<String> row : shown) {
      for (int i = 0; i < last; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : shown) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < last; i++) {
        line.append(VerdictWords.column(row.get(i), widths[i])).append(' ');
      }
      lines.add(line.append(row.get(last)).toString());
    }
    return lines;
  }
}
