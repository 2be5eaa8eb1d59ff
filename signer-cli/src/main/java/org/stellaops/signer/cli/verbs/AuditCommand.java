package org.stellaops.signer.cli.verbs;

import java.util.List;
import java.util.regex.Pattern;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Reads the audit log. */
@Command(
    name = "audit",
    description = "Read the audit log of your tenant.",
    subcommands = AuditCommand.Show.class)
public final class AuditCommand extends Group {

  /** Shows the records of one request. */
  @Command(
      name = "show",
      description = "Show the records of one request.",
      footer = {
        "",
        "Example:",
        "  stella audit show 01890a5d-ac96-774b-bcce-b302099a8057 \\",
        "    --server http://127.0.0.1:8440 --dev"
      })
  static final class Show implements Runnable {

    private static final Pattern ID =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "AUDIT-ID", description = "the id that an answer or problem names")
    private String id = "";

    @Override
    public void run() {
      if (!ID.matcher(id).matches()) {
        throw CommandFailed.usage("AUDIT-ID has the form of a UUID");
      }
      Bytes answer = server.client("signer.audit").get("/api/v1/signer/audit/" + id).orFail();
      try {
        if (JsonValue.parse(answer, JsonLimits.REQUEST.withMaxBytes(8 << 20))
            instanceof JsonObject document) {
          List<JsonObject> records = document.array("records").objects();
          if (terminal.json()) {
            terminal.result(answer);
          } else {
            for (JsonObject each : records) {
              print(each);
            }
          }
          return;
        }
      } catch (InvalidJson e) {
        throw CommandFailed.answer("the server's answer cannot be read", e);
      }
      throw CommandFailed.answer("the server's answer cannot be read", null);
    }

    private void print(JsonObject entry) throws InvalidJson {
      terminal.line(
          entry.integer("sequence") + " " + entry.string("kind") + " " + entry.string("storedAt"));
      entry
          .object("record")
          .members()
          .forEach((name, value) -> terminal.line("    " + name + ": " + value.canonical().utf8()));
    }
  }
}
