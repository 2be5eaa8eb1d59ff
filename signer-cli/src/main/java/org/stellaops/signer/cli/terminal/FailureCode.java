package org.stellaops.signer.cli.terminal;

/**
 * What went wrong where no server has a code of its own for it, in a stable word for programs; see
 * docs/cli.md. The codes of a server are those of docs/errors.md.
 */
public enum FailureCode {
  /** The command line is wrong. */
  USAGE("usage", ExitCode.USAGE),
  /** The configuration is wrong. */
  CONFIGURATION_INVALID("configuration_invalid", ExitCode.USAGE),
  /** What came back does not verify, or is not what was asked for. */
  NOT_VERIFIED("not_verified", ExitCode.NO),
  /** A file cannot be read or written. */
  FILE_UNUSABLE("file_unusable", ExitCode.UNREACHABLE),
  /** Nothing answers, or the connection broke. */
  SERVER_UNREACHABLE("server_unreachable", ExitCode.UNREACHABLE),
  /** An answer came that is not one of this API. */
  ANSWER_UNUSABLE("answer_unusable", ExitCode.UNREACHABLE),
  /** The service, or the signer in this process, does not start, or the store does not open. */
  NOT_STARTED("not_started", ExitCode.UNREACHABLE),
  /** A fault of the command, too little memory, or it was told to stop. */
  UNEXPECTED("unexpected", ExitCode.UNREACHABLE),
  /** A server says no and gives no code. */
  REFUSED("refused", ExitCode.REFUSED),
  /** A server cannot do it now and gives no code, as a proxy before it. */
  UNAVAILABLE("unavailable", ExitCode.LATER);

  private final String word;
  private final ExitCode exitCode;

  FailureCode(String word, ExitCode exitCode) {
    this.word = word;
    this.exitCode = exitCode;
  }

  public String word() {
    return word;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
