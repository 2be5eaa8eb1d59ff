package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.StoreCare;
import org.stellaops.signer.bootstrap.StoreCare.Carried;
import org.stellaops.signer.bootstrap.StoreCare.Found;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.cli.service.ServerStart;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks after a service's store. */
@Command(
    name = "store",
    description = "Back up, check and replace the store of a service.",
    subcommands = {StoreCommand.Backup.class, StoreCommand.Check.class, StoreCommand.Carry.class})
public final class StoreCommand extends Group {

  /** Which store is meant. */
  static final class Where {

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "the service's configuration (default: what STELLA_CONFIG names)")
    private @Nullable Path config;

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        description = "the store's directory, instead of a configuration")
    private @Nullable Path directory;

    Path resolved() {
      if (directory != null && config != null) {
        throw CommandFailed.usage("--config and --directory both say where the store is; give one");
      }
      if (directory != null) {
        return directory;
      }
      return ConfigReader.named(config, System.getenv())
          .map(file -> StoreCare.directory(ServerStart.read(file)))
          .orElseThrow(() -> CommandFailed.usage("which store? give --config or --directory"));
    }
  }

  /** Copies a store. */
  @Command(
      name = "backup",
      description = "Copy the store as it is at one moment, also while the service runs.",
      footer = {
        "",
        "Example:",
        "  stella store backup --config /etc/stella/signer.yaml --to /backup/2026-03-05"
      })
  static final class Backup implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private Where where = new Where();

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIR",
        description = "a directory that is not there yet or empty; a store afterwards")
    private Path target = Path.of("");

    @Override
    public Integer call() {
      try {
        Found found = StoreCare.backup(where.resolved(), target);
        if (terminal.json()) {
          terminal.result(json(found));
        } else {
          terminal.line("backed up: " + said(found));
        }
        return ExitCode.GOOD.number();
      } catch (StartFailed e) {
        throw new CommandFailed(FailureCode.NOT_STARTED, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Reads all of a store. */
  @Command(
      name = "check",
      description = "Read the whole store and say what is wrong with it.",
      footer = {"", "Example:", "  stella store check --directory /backup/2026-03-05"})
  static final class Check implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private Where where = new Where();

    @Option(
        names = "--accept-loss",
        description =
            "let a journal.db be used that was copied without its journal.db-wal: what was written"
                + " last is lost")
    private boolean acceptLoss;

    @Override
    public Integer call() {
      Path directory = where.resolved();
      try {
        if (acceptLoss) {
          StoreCare.acceptLoss(directory);
        }
      } catch (StartFailed e) {
        throw new CommandFailed(FailureCode.NOT_STARTED, String.valueOf(e.getMessage()), e);
      }
      Found found = StoreCare.check(directory);
      if (terminal.json()) {
        terminal.result(json(found));
      } else if (found.problems().isEmpty()) {
        terminal.line("good: " + said(found));
      } else {
        found.problems().forEach(problem -> terminal.line("WRONG: " + problem));
      }
      return (found.problems().isEmpty() ? ExitCode.GOOD : ExitCode.NO).number();
    }
  }

  /** Carries keys and seal into the store that takes another's place. */
  @Command(
      name = "carry",
      description =
          "Carry the life of all keys, and the seal, from a store into the one that replaces it.",
      footer = {
        "",
        "Example:",
        "  stella store carry --from /var/lib/stella.old --to /var/lib/stella"
      })
  static final class Carry implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DIR",
        description = "the store that is replaced")
    private Path from = Path.of("");

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIR",
        description =
            "a directory without a store, where one is made; or one with a new store, or an older"
                + " copy of that which is replaced")
    private Path to = Path.of("");

    @Override
    public Integer call() {
      try {
        Carried carried = StoreCare.carry(from, to);
        if (terminal.json()) {
          terminal.result(
              CanonicalWriter.object()
                  .number("acts", carried.acts())
                  .number("events", carried.events())
                  .number("keys", carried.keys())
                  .string("schema", "https://stella-ops.org/schemas/stella/store-carried/v1")
                  .bytes());
        } else {
          terminal.line(
              "carried: "
                  + carried.keys()
                  + " keys, "
                  + carried.events()
                  + " events of keys and "
                  + carried.acts()
                  + " acts on the seal that were not there");
        }
        return ExitCode.GOOD.number();
      } catch (StartFailed e) {
        throw new CommandFailed(FailureCode.NOT_STARTED, String.valueOf(e.getMessage()), e);
      }
    }
  }

  private static String said(Found found) {
    return found.auditRecords() + " audit records, " + found.openRequests() + " open requests";
  }

  private static Bytes json(Found found) {
    return CanonicalWriter.object()
        .number("auditRecords", found.auditRecords())
        .bool("good", found.problems().isEmpty())
        .number("openRequests", found.openRequests())
        .strings("problems", found.problems())
        .string("schema", "https://stella-ops.org/schemas/stella/store/v1")
        .bytes();
  }
}
