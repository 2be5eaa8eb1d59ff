package org.stellaops.signer.cli;

import java.util.Objects;
import org.stellaops.signer.http.ServerLogging;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

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
      Version.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked; what was verified is good",
      "1:a verification or a policy says no",
      "2:the command line or the configuration is wrong",
      "3:something that is needed cannot be reached",
      "4:the server refused"
    })
final class Stella extends Group {

  private Stella() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command line and gives its exit code. */
  static int run(String... arguments) {
    ServerLogging.silent();
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Stella());
    line.setExecutionExceptionHandler(Stella::explain);
    Objects.requireNonNull(line.getSubcommands().get("generate-completion"))
        .getCommandSpec()
        .usageMessage()
        .hidden(true);
    return line;
  }

  /** The one place where a failure becomes words and an exit code. */
  private static int explain(Exception failure, CommandLine line, ParseResult arguments) {
    if (failure instanceof CommandFailed failed) {
      line.getErr().println("stella: " + failed.getMessage());
      return failed.exitCode().number();
    }
    line.getErr().println("stella: unexpected: " + failure);
    return ExitCode.UNREACHABLE.number();
  }
}
