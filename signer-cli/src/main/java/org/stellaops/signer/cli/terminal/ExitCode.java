package org.stellaops.signer.cli.terminal;

/** The stable exit codes of every verb. */
public enum ExitCode {
  /** It worked; what was verified is good. */
  GOOD(0),
  /** A verification or a policy says no. */
  NO(1),
  /** The command line is wrong. */
  USAGE(2),
  /** A file, a server or the store that it needs cannot be reached. */
  UNREACHABLE(3),
  /** The server refused. */
  REFUSED(4),
  /** It cannot be done now (429, 503 of a server): the same may be tried again later. */
  LATER(5),
  /** What is to be verified holds something that this verifier cannot check. */
  UNSUPPORTED(6),
  /** It was asked for, and is not done before a second person asks for the same. */
  WAITING(7);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
