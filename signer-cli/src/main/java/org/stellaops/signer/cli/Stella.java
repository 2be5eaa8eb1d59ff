package org.stellaops.signer.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.cli.verbs.AuditCommand;
import org.stellaops.signer.cli.verbs.DemoCommand;
import org.stellaops.signer.cli.verbs.DevCommand;
import org.stellaops.signer.cli.verbs.DoctorCommand;
import org.stellaops.signer.cli.verbs.Group;
import org.stellaops.signer.cli.verbs.HelpCommand;
import org.stellaops.signer.cli.verbs.KeysCommand;
import org.stellaops.signer.cli.verbs.ServeCommand;
import org.stellaops.signer.cli.verbs.SignCommand;
import org.stellaops.signer.cli.verbs.StoreCommand;
import org.stellaops.signer.cli.verbs.VerifyCommand;
import org.stellaops.signer.http.Launch;
import org.stellaops.signer.http.observe.ServerLogging;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code stella} command. */
@Command(
    name = "stella",
    description = "Sign SBOMs, reports and statements through every gate, and verify them offline.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      SignCommand.class,
      VerifyCommand.class,
      KeysCommand.class,
      AuditCommand.class,
      DevCommand.class,
      DoctorCommand.class,
      StoreCommand.class,
      Version.class,
      HelpCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked; what was verified is good",
      "1:a verification or a policy says no",
      "2:the command line or the configuration is wrong",
      "3:something that is needed cannot be reached",
      "4:the server refused",
      "5:it cannot be done now: try again later",
      "6:what is to be verified holds something that cannot be checked here"
    })
final class Stella extends Group {

  private Stella() {}

  public static void main(String[] arguments) {
    System.exit(Launch.exitCode(run(arguments)));
  }

  /** Runs one command line and gives its exit code. */
  static int run(String... arguments) {
    try {
      ServerLogging.silent();
      Optional<String> unreadable = Launch.unreadable(List.of(arguments), System.getenv());
      return unreadable.isPresent()
          ? report(CommandFailed.usage(unreadable.get()), List.of(arguments))
          : commandLine().execute(arguments);
    } catch (OutOfMemoryError e) {
      return unexpected(
          "this needs more memory than Java was given: STELLA_JAVA_OPTS=-Xmx4g", arguments);
    } catch (Error e) {
      // Java's own code for it would be 1, which says that something was judged.
      return unexpected("unexpected: " + VisibleText.line(e.toString()), arguments);
    }
  }

  private static int unexpected(String what, String[] arguments) {
    return report(new CommandFailed(FailureCode.UNEXPECTED, what), List.of(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Stella());
    // A file's name may begin with @, such as that of a scoped package.
    line.setExpandAtFiles(false);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(Stella::explain);
    line.setParameterExceptionHandler(Stella::explainUsage);
    line.registerConverter(URI.class, Stella::url);
    Objects.requireNonNull(line.getSubcommands().get("generate-completion"))
        .getCommandSpec()
        .usageMessage()
        .hidden(true);
    return line;
  }

  private static int explain(Exception failure, CommandLine line, ParseResult arguments) {
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
    return report(failed, arguments.originalArgs());
  }

  /** One line: the usage is fifty, and the one that counts would be scrolled away. */
  private static int explainUsage(ParameterException failure, String[] arguments) {
    String see = "see " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    String wrong = VisibleText.line(sentence(failure).replaceAll("\\s*\\R\\s*", " "));
    return report(
        new CommandFailed(
            ExitCode.USAGE,
            FailureFacts.of(FailureCode.USAGE).withAdvice(see),
            wrong + "; " + see,
            failure),
        List.of(arguments));
  }

  /** The one place where a failure becomes words, a document and an exit code. */
  private static int report(CommandFailed failed, List<String> arguments) {
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

  private static String sentence(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      String what = "one argument too many: ";
      if (first.startsWith("-")) {
        what = "unknown option ";
      } else if (failure.getCommandLine().getCommand() instanceof Group) {
        what = "there is no verb ";
      }
      List<String> meant = unmatched.getSuggestions();
      return what + first + (meant.isEmpty() ? "" : " (did you mean " + meant.getFirst() + "?)");
    }
    return String.valueOf(failure.getMessage());
  }

  private static URI url(String text) {
    if (!text.matches("(?i)https?:.*")) {
      boolean otherScheme = text.matches("(?i)[a-z][a-z0-9+.-]*://.*");
      throw new TypeConversionException(
          "a URL begins with http:// or https://"
              + (text.isBlank() || otherScheme ? "" : ", as http://" + text.strip()));
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(
          "that is no URL: "
              + e.getReason().substring(0, 1).toLowerCase(Locale.ROOT)
              + e.getReason().substring(1)
              + (e.getIndex() < 0 ? "" : ", at its character " + (e.getIndex() + 1)));
    }
  }
}
