package org.stellaops.signer.cli.terminal;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/**
 * A verb ends without its result; the message is the sentence that the person at the terminal
 * reads, and the facts are what a program reads.
 */
public final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient FailureFacts facts;

  public CommandFailed(FailureCode code, String sentence) {
    this(code, sentence, null);
  }

  public CommandFailed(FailureCode code, String sentence, @Nullable Throwable cause) {
    this(code.exitCode(), FailureFacts.of(code), sentence, cause);
  }

  public CommandFailed(
      ExitCode exitCode, FailureFacts facts, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
    this.facts = facts;
  }

  /** The command line is wrong. */
  public static CommandFailed usage(String sentence) {
    return usage(sentence, null);
  }

  public static CommandFailed usage(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(FailureCode.USAGE, sentence, cause);
  }

  /** A file cannot be read or written. */
  public static CommandFailed file(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(FailureCode.FILE_UNUSABLE, sentence, cause);
  }

  /** An answer came that is not one of this API. */
  public static CommandFailed answer(String sentence, @Nullable Throwable cause) {
    return new CommandFailed(FailureCode.ANSWER_UNUSABLE, sentence, cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public FailureFacts facts() {
    return facts;
  }

  /** As {@code --output json} prints it. */
  public Bytes document() {
    return facts.document(exitCode, String.valueOf(getMessage()));
  }
}
