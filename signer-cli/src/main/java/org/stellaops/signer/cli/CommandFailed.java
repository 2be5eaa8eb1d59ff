package org.stellaops.signer.cli;

/**
 * A verb ends without its result; the message is the sentence that the person at the terminal
 * reads.
 */
final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  CommandFailed(ExitCode exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  CommandFailed(ExitCode exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
