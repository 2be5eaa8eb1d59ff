package org.stellaops.signer.cli;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.cli.verdict.VerifyLine;
import org.stellaops.signer.cli.verdict.VerifyRequest;
import org.stellaops.signer.cli.verdict.VerifyRun;
import org.stellaops.signer.http.Launch;
import org.stellaops.signer.http.observe.ServerLogging;

/**
 * The entry point of the {@code stella} command. What is asked most runs without picocli and
 * without a log, neither of which a start-up archive makes fast; everything else is {@link
 * StellaCommand}'s.
 */
final class Stella {

  private Stella() {}

  public static void main(String[] arguments) {
    System.exit(Launch.exitCode(run(arguments)));
  }

  /** Runs one command line and gives its exit code. */
  static int run(String... arguments) {
    List<String> words = List.of(arguments);
    try {
      Optional<String> unreadable = Launch.unreadable(words, System.getenv());
      if (unreadable.isPresent()) {
        return report(CommandFailed.usage(unreadable.get()), words);
      }
      if (words.equals(List.of("version"))) {
        return printVersion(words);
      }
      VerifyRequest request = VerifyLine.read(arguments);
      if (request != null) {
        return verify(request, words);
      }
      ServerLogging.silent();
      return StellaCommand.of(words).execute(arguments);
    } catch (OutOfMemoryError e) {
      return unexpected(
          "this needs more memory than Java was given: STELLA_JAVA_OPTS=-Xmx4g", words);
    } catch (Error e) {
      // Java's own code for it would be 1, which says that something was judged.
      return unexpected("unexpected: " + VisibleText.line(e.toString()), words);
    }
  }

  private static int printVersion(List<String> words) {
    try {
      new Version().run();
      return ExitCode.GOOD.number();
    } catch (RuntimeException e) {
      return explain(e, words);
    }
  }

  private static int verify(VerifyRequest request, List<String> words) {
    try {
      return VerifyRun.run(request).number();
    } catch (RuntimeException e) {
      return explain(e, words);
    }
  }

  private static int unexpected(String what, List<String> arguments) {
    return report(new CommandFailed(FailureCode.UNEXPECTED, what), arguments);
  }

  /** Ends a verb that failed. */
  static int explain(Exception failure, List<String> arguments) {
    if (ShutdownHooks.isStopping()) {
      return ExitCode.UNREACHABLE.number();
    }
    CommandFailed failed =
        failure instanceof CommandFailed known
            ? known
            : new CommandFailed(
                FailureCode.UNEXPECTED,
                "unexpected: " + VisibleText.line(failure.toString()),
                failure);
    return report(failed, arguments);
  }

  /** The one place where a failure becomes words, a document and an exit code. */
  static int report(CommandFailed failed, List<String> arguments) {
    Terminal terminal = new Terminal();
    terminal.say("stella: " + failed.getMessage());
    if (Terminal.asksForJson(arguments)) {
      try {
        terminal.result(failed.document());
      } catch (CommandFailed nobodyReads) {
        // Its own exit code is that of the failure before it.
      }
    }
    return failed.exitCode().number();
  }
}
