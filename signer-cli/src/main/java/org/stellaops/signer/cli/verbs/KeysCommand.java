package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.Exchange;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.client.SignerProblem;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Public keys. */
@Command(
    name = "keys",
    description = "Look at signing keys.",
    subcommands = KeysCommand.ListKeys.class)
public final class KeysCommand extends Group {

  /** The published keys of a server. */
  @Command(
      name = "list",
      description = "List the public keys that a server publishes.",
      footer = {"", "Example:", "  stella keys list --server http://127.0.0.1:8440"})
  static final class ListKeys implements Runnable {

    @Mixin private Terminal terminal = new Terminal();

    @Option(
        names = "--server",
        required = true,
        paramLabel = "URL",
        description = "origin of the signer, https://signer.example")
    private @Nullable URI server;

    @Override
    public void run() {
      // No token is sent, but keys that came in the clear are nobody's in particular.
      String clear = ": keys that come in the clear could be anyone's";
      Bytes trust = trust(ServerOptions.origin(Objects.requireNonNull(server), clear));
      List<JsonObject> keys = keys(trust);
      if (terminal.json()) {
        terminal.result(trust);
        return;
      }
      try {
        for (JsonObject key : keys) {
          terminal.line(
              key.string("id") + "  " + key.string("keyDetails") + "  " + key.string("keyId"));
        }
      } catch (InvalidJson e) {
        throw CommandFailed.answer("the server's answer cannot be read", e);
      }
    }

    private static List<JsonObject> keys(Bytes trust) {
      try {
        if (JsonValue.parse(trust, JsonLimits.REQUEST) instanceof JsonObject document) {
          return document.array("keys").objects();
        }
      } catch (InvalidJson e) {
        throw CommandFailed.answer("the server's answer cannot be read", e);
      }
      throw CommandFailed.answer("the server's answer cannot be read", null);
    }

    private static Bytes trust(URI origin) {
      HttpResponse<byte[]> response = Exchange.get(origin.resolve("/api/v1/signer/trust"));
      if (response.statusCode() != 200) {
        throw SignerProblem.unusable(origin, response);
      }
      return Bytes.adopt(response.body());
    }
  }
}
