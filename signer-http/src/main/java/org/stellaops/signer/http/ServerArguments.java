package org.stellaops.signer.http;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the command line of the server asks for. */
sealed interface ServerArguments {

  String PROGRAM = "stella-signer-server";

  /** The text of {@code --help}. */
  String HELP =
      """
      Usage: stella-signer-server [--config FILE]
      Run the signing service until it is told to stop (SIGTERM, Ctrl-C).

            --config FILE   the configuration (default: what STELLA_CONFIG names)
        -h, --help          show this help and exit
        -V, --version       print the version and exit

      The log goes to standard output, one JSON object a line. SIGHUP reads the configuration again.
      To try the service out without a configuration, use the stella command: stella serve --dev

      Exit codes:
        0   it was told to stop, and did
        2   the command line or the configuration is wrong
        3   something that is needed cannot be reached
        70  the medium of the store failed
      """;

  /**
   * Serve.
   *
   * @param config what {@code --config} names, or null
   */
  record Serve(@Nullable Path config) implements ServerArguments {}

  /** Print {@link #HELP}. */
  record Help() implements ServerArguments {}

  /** Print the version. */
  record PrintVersion() implements ServerArguments {}

  /** Not understood; {@code sentence} says what. */
  record Misunderstood(String sentence) implements ServerArguments {}

  static ServerArguments parse(String... arguments) {
    Path config = null;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      switch (argument) {
        case "-h", "--help" -> {
          return new Help();
        }
        case "-V", "--version" -> {
          return new PrintVersion();
        }
        default -> {}
      }
      String file = null;
      if (argument.startsWith("--config=")) {
        file = argument.substring("--config=".length());
      } else if (argument.equals("--config")) {
        i++;
        file = i < arguments.length ? arguments[i] : "";
      } else {
        return wrong(
            (argument.startsWith("-") ? "unknown option " : "one argument too many: ") + argument);
      }
      if (file.isEmpty()) {
        return wrong("--config needs the name of a file");
      }
      if (config != null) {
        return wrong("--config was given twice");
      }
      try {
        config = Path.of(file);
      } catch (InvalidPathException e) {
        return wrong("--config: no file can have this name: " + e.getReason());
      }
    }
    return new Serve(config);
  }

  private static Misunderstood wrong(String what) {
    return new Misunderstood(what + "; see " + PROGRAM + " --help");
  }
}
