package org.stellaops.signer.cli.verbs;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.SealWords;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops all signing of a service. */
@Command(
    name = "seal",
    description = "Stop all signing of a service, or tell whether it is stopped.",
    footer = {
      "",
      "One operator seals; two unseal. On the machine of a service,",
      "SIGUSR1 to its process seals too.",
      "",
      "Example:",
      "  stella seal --reason compromised --server http://127.0.0.1:8440 --dev",
      "  stella seal --status --server http://127.0.0.1:8440 --dev"
    })
public final class SealCommand implements Runnable {

  private static final String PATH = "/api/v1/signer/";

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(names = "--reason", paramLabel = "TEXT", description = "why; it stays on record")
  private @Nullable String reason;

  @Option(names = "--status", description = "change nothing: tell what holds, and who did what")
  private boolean status;

  @Override
  public void run() {
    if (status == (reason != null)) {
      throw CommandFailed.usage("say why with --reason TEXT, or ask with --status");
    }
    Bytes answer =
        reason == null
            ? server.client("signer.seal").get(PATH + "seal-status").orFail()
            : server.client("signer.seal").post(PATH + "seal", why(reason)).orFail();
    SealWords.print(terminal, answer);
  }

  private static Bytes why(String reason) {
    return CanonicalWriter.object().string("reason", reason).bytes();
  }
}
