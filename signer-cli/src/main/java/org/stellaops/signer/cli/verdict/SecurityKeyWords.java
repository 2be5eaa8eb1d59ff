package org.stellaops.signer.cli.verdict;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.securitykey.SecurityKeyChecks.Verdict;

/** What is said of security keys, and of what they signed. */
public final class SecurityKeyWords {

  private static final String SCHEMA =
      "https://stella-ops.org/schemas/stella/security-keys-verify/v1";

  private SecurityKeyWords() {}

  /** Prints a service's list: as it is where JSON is asked for. */
  public static void print(Terminal terminal, Bytes answer) {
    if (terminal.json()) {
      terminal.result(answer);
      return;
    }
    try {
      List<JsonObject> keys =
          JsonObject.parse(answer, JsonLimits.REQUEST).array("securityKeys").objects();
      if (keys.isEmpty()) {
        terminal.line("none");
      }
      for (JsonObject key : keys) {
        terminal.line(
            key.string("id")
                + "  "
                + key.string("state")
                + "  "
                + owner(key.object("owner"))
                + ": "
                + key.string("label"));
      }
    } catch (InvalidJson e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
  }

  private static String owner(JsonObject owner) throws InvalidJson {
    return owner.optionalString("person").map(person -> person + " by ").orElse("")
        + owner.string("client");
  }

  /** Prints what came of each signature. */
  public static ExitCode print(Terminal terminal, List<Verdict> verdicts) {
    boolean verified = !verdicts.isEmpty() && verdicts.stream().allMatch(Verdict::verified);
    if (terminal.json()) {
      terminal.result(
          CanonicalWriter.object()
              .string("schema", SCHEMA)
              .objects("signatures", verdicts.stream().map(SecurityKeyWords::form).toList())
              .bool("verified", verified)
              .bytes());
    } else {
      verdicts.forEach(each -> terminal.line(VisibleText.line(line(each))));
      terminal.line(
          verdicts.isEmpty()
              ? "NOT VERIFIED: no security key signed it"
              : verified ? "verified" : "NOT VERIFIED");
    }
    return verified ? ExitCode.GOOD : ExitCode.NO;
  }

  private static CanonicalWriter form(Verdict verdict) {
    CanonicalWriter form = CanonicalWriter.object().bool("verified", verdict.verified());
    verdict.by().ifPresent(by -> form.string("by", by));
    verdict.fault().ifPresent(fault -> form.string("fault", fault));
    verdict.document().ifPresent(document -> form.value("document", document));
    return form;
  }

  private static String line(Verdict verdict) {
    List<String> words = new ArrayList<>();
    words.add(verdict.verified() ? "passed" : "failed");
    words.add("security-key");
    verdict.by().ifPresent(by -> words.add("of " + by + (verdict.verified() ? "" : ":")));
    verdict.fault().ifPresent(words::add);
    verdict.document().ifPresent(document -> words.add(said(document)));
    return String.join("  ", words);
  }

  private static String said(JsonObject document) {
    try {
      return document.string("verb")
          + " "
          + document.optionalString("imageDigest").orElse("")
          + (document.has("until") ? " until " + document.string("until") : "")
          + ": "
          + document.string("reason");
    } catch (InvalidJson e) {
      return document.canonical().utf8();
    }
  }
}
