package org.stellaops.signer.outbound;

import java.time.Duration;

/** Hears of every exchange with a dependency. Must not block or throw. */
@FunctionalInterface
public interface OutboundObserver {

  /** Tells nobody. */
  OutboundObserver SILENT = (outcome, took) -> {};

  void ended(Outcome outcome, Duration took);

  /** How an exchange ended. */
  enum Outcome {
    /** With an answer of status 100 to 399. */
    ANSWERED,
    /** With an answer of status 400 or more. */
    ERROR_STATUS,
    /** Its deadline passed. */
    DEADLINE,
    /** The address is one that must not be reached. */
    BLOCKED,
    /** It could not connect, the connection broke, or the answer is out of form. */
    FAILED
  }
}
