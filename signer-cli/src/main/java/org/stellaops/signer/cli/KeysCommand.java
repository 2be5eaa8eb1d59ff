package org.stellaops.signer.cli;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
final class KeysCommand extends Group {

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
      Bytes trust = trust(origin(Objects.requireNonNull(server)));
      if (terminal.json()) {
        terminal.result(trust);
        return;
      }
      try {
        if (JsonValue.parse(trust, JsonLimits.REQUEST) instanceof JsonObject document) {
          for (JsonObject key : document.array("keys").objects()) {
            terminal.line(
                key.string("id") + "  " + key.string("keyDetails") + "  " + key.string("keyId"));
          }
        }
      } catch (InvalidJson e) {
        throw CommandFailed.unreachable("the server's answer cannot be read", e);
      }
    }

    /** No token is sent, but keys that came in the clear are nobody's in particular. */
    private static URI origin(URI server) {
      try {
        return ServerOptions.origin(server);
      } catch (CommandFailed e) {
        if (String.valueOf(e.getMessage()).contains("in the clear")) {
          throw CommandFailed.usage(
              "--server: keys that come in the clear could be anyone's; use https, or http on this"
                  + " machine only",
              e);
        }
        throw e;
      }
    }

    private static Bytes trust(URI origin) {
      HttpResponse<byte[]> response =
          Exchange.send(
              HttpRequest.newBuilder(origin.resolve("/api/v1/signer/trust"))
                  .timeout(Duration.ofSeconds(10))
                  .build());
      if (response.statusCode() != 200) {
        throw CommandFailed.unreachable(origin + " answers " + response.statusCode());
      }
      return Bytes.adopt(response.body());
    }
  }
}
