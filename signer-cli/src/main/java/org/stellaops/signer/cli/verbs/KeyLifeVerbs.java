package org.stellaops.signer.cli.verbs;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.KeyLifeWords;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that tell and change the life of a tenant's keys on a server. */
final class KeyLifeVerbs {

  private static final String PATH = "/api/v1/signer/keys";
  private static final String SCOPE = "signer.keys";

  private KeyLifeVerbs() {}

  /** Tells the states of keys. */
  @Command(
      name = "status",
      description = "Tell the states of your tenant's keys, and who changed them.",
      footer = {"", "Example:", "  stella keys status --server http://127.0.0.1:8440 --dev"})
  static final class Status implements Runnable {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public void run() {
      KeyLifeWords.print(terminal, server.client(SCOPE).get(PATH).orFail());
    }
  }

  /** What the changing verbs have in common. */
  abstract static class Change implements Callable<Integer> {

    @Mixin private ActOptions act = new ActOptions();

    @Parameters(paramLabel = "KEY", description = "the key's name")
    private String key = "";

    /** The exit code, which says whether it is done. */
    int change(String verb, @Nullable String effective) {
      try {
        KeyName name = new KeyName(key);
        CanonicalWriter body = act.why();
        if (effective != null) {
          body.string("effective", effective);
        }
        Bytes answer = act.post(SCOPE, PATH + "/" + name + "/" + verb, body);
        boolean done = KeyLifeWords.printChange(act.terminal(), verb, answer);
        return (done ? ExitCode.GOOD : ExitCode.WAITING).number();
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Takes up again a key that was never active. */
  @Command(
      name = "prepare",
      description = "Take up again a key that was retired before it was ever active.",
      footer = {
        "",
        "Example:",
        "  stella keys prepare sbom-2 --reason needed-after-all \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class Prepare extends Change {
    @Override
    public Integer call() {
      return change("prepare", null);
    }
  }

  /** Signs with a key from now on. */
  @Command(
      name = "activate",
      description = "Sign with a prepared key from now on; a key that it replaces is retiring.",
      footer = {
        "",
        "Example:",
        "  stella keys activate sbom-2 --reason yearly-rotation \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class Activate extends Change {
    @Override
    public Integer call() {
      return change("activate", null);
    }
  }

  /** Signs nothing more with a key. */
  @Command(
      name = "retire",
      description = "Sign nothing more with a key; what it signed stays good.",
      footer = {
        "",
        "Example:",
        "  stella keys retire sbom --reason rotated --server http://127.0.0.1:8440 --dev"
      })
  static final class Retire extends Change {
    @Override
    public Integer call() {
      return change("retire", null);
    }
  }

  /** Signs nothing with a key for a time. */
  @Command(
      name = "suspend",
      description = "Sign nothing with a key until it is resumed.",
      footer = {
        "",
        "Example:",
        "  stella keys suspend sbom --reason inquiry \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class Suspend extends Change {
    @Override
    public Integer call() {
      return change("suspend", null);
    }
  }

  /** Undoes a suspension. */
  @Command(
      name = "resume",
      description = "Sign with a suspended key again.",
      footer = {
        "",
        "Example:",
        "  stella keys resume sbom --reason false-alarm \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class Resume extends Change {
    @Override
    public Integer call() {
      return change("resume", null);
    }
  }

  /** Never signs with a key again. */
  @Command(
      name = "revoke",
      description = "Never sign with a key again; what it signed from a moment on does not count.",
      footer = {
        "",
        "Example:",
        "  stella keys revoke sbom --reason stolen --effective 2026-11-01T00:00:00Z \\",
        "    --server http://127.0.0.1:8440 --dev"
      })
  static final class Revoke extends Change {

    @Option(
        names = "--effective",
        paramLabel = "TIME",
        description = "from when it counts, as 2026-11-01T00:00:00Z (default: now)")
    private @Nullable String effective;

    @Override
    public Integer call() {
      return change("revoke", effective == null ? null : moment(effective));
    }

    private static String moment(String written) {
      try {
        return Instant.parse(written).toString();
      } catch (DateTimeParseException e) {
        String instead =
            written.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                ? written + "T00:00:00Z"
                : "2026-11-01T00:00:00Z";
        throw CommandFailed.usage(
            "--effective: " + written + " is no moment; write it with its time, as " + instead, e);
      }
    }
  }
}
