package org.stellaops.signer.cli.verbs;

import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a person says who acts on a server: where, as whom, and why. */
final class ActOptions {

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "why; it stays on record")
  private String reason = "";

  Terminal terminal() {
    return terminal;
  }

  /** The body of the act, to which more may be written. */
  CanonicalWriter why() {
    return CanonicalWriter.object().string("reason", reason);
  }

  /** Asks for the act; what the server answers if it is a yes. */
  Bytes post(String scope, String path, CanonicalWriter body) {
    return server.client(scope).post(path, body.bytes()).orFail();
  }
}
