package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.KitWords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Offline Kits: made, looked at, and verified. */
@Command(
    name = "kit",
    description =
        "Make, inspect and verify Offline Kits: all that verifying without a network needs.",
    subcommands = {KitCreate.class, KitCommand.Verify.class, KitCommand.Inspect.class})
public final class KitCommand extends Group {

  /** Verifies a kit. */
  @Command(
      name = "verify",
      description =
          "Verify a kit, offline: who signed it, every file, its age, and that none newer was"
              + " seen.",
      footer = {"", "Example:", "  stella kit verify product.kit.zip --kit-key kit.pub"})
  static final class Verify implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private KitOptions options = new KitOptions();

    @Parameters(paramLabel = "KIT", description = "the kit")
    private @Nullable Path kit;

    @Override
    public Integer call() {
      return KitWords.verify(options.request(Objects.requireNonNull(kit)), terminal).number();
    }
  }

  /** Says what is in a kit. */
  @Command(
      name = "inspect",
      description = "Show what a kit says of itself and has in it, without a word about trust.",
      footer = {"", "Example:", "  stella kit inspect product.kit.zip"})
  static final class Inspect implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(paramLabel = "KIT", description = "the kit")
    private @Nullable Path kit;

    @Override
    public Integer call() {
      return KitWords.inspect(
              Objects.requireNonNull(kit), InstantSource.system().instant(), terminal)
          .number();
    }
  }
}
