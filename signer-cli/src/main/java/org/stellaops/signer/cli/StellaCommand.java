package org.stellaops.signer.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.cli.verbs.ApprovalsCommand;
import org.stellaops.signer.cli.verbs.AttachCommand;
import org.stellaops.signer.cli.verbs.AuditCommand;
import org.stellaops.signer.cli.verbs.BypassCommand;
import org.stellaops.signer.cli.verbs.ConformanceCommand;
import org.stellaops.signer.cli.verbs.DemoCommand;
import org.stellaops.signer.cli.verbs.DevCommand;
import org.stellaops.signer.cli.verbs.DoctorCommand;
import org.stellaops.signer.cli.verbs.Group;
import org.stellaops.signer.cli.verbs.HelpCommand;
import org.stellaops.signer.cli.verbs.KeysCommand;
import org.stellaops.signer.cli.verbs.KitCommand;
import org.stellaops.signer.cli.verbs.SealCommand;
import org.stellaops.signer.cli.verbs.SecurityKeysCommand;
import org.stellaops.signer.cli.verbs.ServeCommand;
import org.stellaops.signer.cli.verbs.SignCommand;
import org.stellaops.signer.cli.verbs.StoreCommand;
import org.stellaops.signer.cli.verbs.TrustCommand;
import org.stellaops.signer.cli.verbs.UnsealCommand;
import org.stellaops.signer.cli.verbs.VerifyCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The verbs of the {@code stella} command, as picocli reads and explains them. */
@Command(
    name = "stella",
    description = "Sign SBOMs, reports and statements through every gate, and verify them offline.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked; what was verified is good",
      "1:a verification or a policy says no",
      "2:the command line or the configuration is wrong",
      "3:something that is needed cannot be reached",
      "4:the server refused",
      "5:it cannot be done now: try again later",
      "6:what is to be verified holds something that cannot be checked here",
      "7:it waits for a second person, and nothing has changed yet"
    })
final class StellaCommand extends Group {

  /** What needs every other verb beside it. */
  private static final List<Class<?>> ABOUT_VERBS =
      List.of(HelpCommand.class, AutoComplete.GenerateCompletion.class);

  /** The other verbs by their names. */
  private static final Map<String, Class<?>> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("demo", DemoCommand.class);
    VERBS.put("serve", ServeCommand.class);
    VERBS.put("sign", SignCommand.class);
    VERBS.put("verify", VerifyCommand.class);
    VERBS.put("attach", AttachCommand.class);
    VERBS.put("keys", KeysCommand.class);
    VERBS.put("trust", TrustCommand.class);
    VERBS.put("kit", KitCommand.class);
    VERBS.put("audit", AuditCommand.class);
    VERBS.put("seal", SealCommand.class);
    VERBS.put("unseal", UnsealCommand.class);
    VERBS.put("approvals", ApprovalsCommand.class);
    VERBS.put("security-keys", SecurityKeysCommand.class);
    VERBS.put("bypass", BypassCommand.class);
    VERBS.put("dev", DevCommand.class);
    VERBS.put("doctor", DoctorCommand.class);
    VERBS.put("store", StoreCommand.class);
    VERBS.put("version", Version.class);
    VERBS.put("conformance", ConformanceCommand.class);
  }

  private StellaCommand() {}

  /** With every verb, in the order of the help. */
  static CommandLine all() {
    CommandLine line = new CommandLine(new StellaCommand());
    VERBS.values().forEach(line::addSubcommand);
    ABOUT_VERBS.forEach(line::addSubcommand);
    Objects.requireNonNull(line.getSubcommands().get("generate-completion"))
        .getCommandSpec()
        .usageMessage()
        .hidden(true);
    return prepared(line);
  }

  /**
   * With the verb alone that {@code words} begin with, if they do: to read the options of all the
   * others takes longer than most verbs do.
   */
  static CommandLine of(List<String> words) {
    Class<?> verb = words.isEmpty() ? null : VERBS.get(words.getFirst());
    return verb == null
        ? all()
        : prepared(new CommandLine(new StellaCommand()).addSubcommand(verb));
  }

  private static CommandLine prepared(CommandLine line) {
    // A file's name may begin with @, such as that of a scoped package.
    line.setExpandAtFiles(false);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(
        (failure, verb, arguments) -> Stella.explain(failure, arguments.originalArgs()));
    line.setParameterExceptionHandler(StellaCommand::explainUsage);
    line.registerConverter(URI.class, StellaCommand::url);
    return line;
  }

  /** One line: the usage is fifty, and the one that counts would be scrolled away. */
  private static int explainUsage(ParameterException failure, String[] arguments) {
    String see = "see " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    String wrong = VisibleText.line(sentence(failure).replaceAll("\\s*\\R\\s*", " "));
    return Stella.report(
        new CommandFailed(
            ExitCode.USAGE,
            FailureFacts.of(FailureCode.USAGE).withAdvice(see),
            wrong + "; " + see,
            failure),
        List.of(arguments));
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
