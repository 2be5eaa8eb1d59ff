package org.stellaops.signer.cli.verbs;

import java.util.concurrent.Callable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.SealWords;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets signing go on. */
@Command(
    name = "unseal",
    description = "Let a sealed service sign again, once two operators ask for it.",
    footer = {
      "",
      "The second operator uses another client than the first, and within the",
      "time that the service allows (seal.unsealWithin). Until then the service",
      "stays sealed, and the exit code is 7.",
      "",
      "Example:",
      "  stella unseal --reason false-alarm --server http://127.0.0.1:8440 --dev"
    })
public final class UnsealCommand implements Callable<Integer> {

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "why; it stays on record")
  private String reason = "";

  @Override
  public Integer call() {
    Bytes answer =
        server
            .client("signer.seal")
            .post("/api/v1/signer/unseal", SealCommand.why(reason))
            .orFail();
    boolean unsealed = SealWords.printUnseal(terminal, answer);
    return (unsealed ? ExitCode.GOOD : ExitCode.WAITING).number();
  }
}
