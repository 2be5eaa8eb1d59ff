package org.stellaops.signer.cli;

import org.jspecify.annotations.Nullable;

/**
 * A verb ends without its result; the message is the sentence that the person at the terminal
 * reads.
 */
final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  CommandFailed(ExitCode exitCode, String sentence) {
    this(exitCode, sentence, null);
  }

  CommandFailed(ExitCode exitCode, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  /** The command line or the configuration is wrong. */
  static CommandFailed usage(String sentence) {
    return new CommandFailed(ExitCode.USAGE, sentence);
  }

  static CommandFailed usage(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(ExitCode.USAGE, sentence, cause);
  }

  /** Something that is needed cannot be reached, read or written. */
  static CommandFailed unreachable(String sentence) {
    return new CommandFailed(ExitCode.UNREACHABLE, sentence);
  }

  static CommandFailed unreachable(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(ExitCode.UNREACHABLE, sentence, cause);
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
