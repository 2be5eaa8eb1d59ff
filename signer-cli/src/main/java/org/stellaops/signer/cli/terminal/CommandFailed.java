package org.stellaops.signer.cli.terminal;

import org.jspecify.annotations.Nullable;

/**
 * A verb ends without its result; the message is the sentence that the person at the terminal
 * reads.
 */
public final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public CommandFailed(ExitCode exitCode, String sentence) {
    this(exitCode, sentence, null);
  }

  public CommandFailed(ExitCode exitCode, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  /** The command line or the configuration is wrong. */
  public static CommandFailed usage(String sentence) {
    return new CommandFailed(ExitCode.USAGE, sentence);
  }

  public static CommandFailed usage(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(ExitCode.USAGE, sentence, cause);
  }

  /** Something that is needed cannot be reached, read or written. */
  public static CommandFailed unreachable(String sentence) {
    return new CommandFailed(ExitCode.UNREACHABLE, sentence);
  }

  public static CommandFailed unreachable(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(ExitCode.UNREACHABLE, sentence, cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
