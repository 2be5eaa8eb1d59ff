package org.stellaops.signer.cli.verbs;

import java.util.concurrent.Callable;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.verdict.SealWords;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private ActOptions act = new ActOptions();

  @Override
  public Integer call() {
    Bytes answer = act.post("signer.seal", "/api/v1/signer/unseal", act.why());
    boolean unsealed = SealWords.printUnseal(act.terminal(), answer);
    return (unsealed ? ExitCode.GOOD : ExitCode.WAITING).number();
  }
}
