package org.stellaops.signer.ports;

import java.util.Locale;

/** How a request ended: the one vocabulary of journal, audit records, metrics and log lines. */
public enum Outcome {
  /** Signed, checked and about to be answered. */
  SIGNED,
  /** A read that was answered, or a repeat that was answered from its stored result. */
  ANSWERED,
  /** A gate refused the request; nothing was signed. */
  REFUSED,
  /** Something broke; certainly nothing was signed. */
  FAILED,
  /** Something broke after the intent; a signature may have been made, none was released. */
  UNKNOWN,
  /** The process ended before the intent; nothing was signed. Only recovery concludes so. */
  ABORTED,
  /**
   * Decided, but the decision could not be made durable in time: the caller was told of an outage.
   * The record follows when the journal is back and says what was decided. Seen in traces only; the
   * journal never stores it.
   */
  UNCONFIRMED,
  /**
   * Asked to repeat with a nonce, which is part of every caller's normal course. Seen in traces
   * only; no record is made of it.
   */
  CHALLENGED;

  /** Whether a journal may conclude a request so. */
  public boolean isRecorded() {
    return switch (this) {
      case SIGNED, ANSWERED, REFUSED, FAILED, UNKNOWN, ABORTED -> true;
      case UNCONFIRMED, CHALLENGED -> false;
    };
  }

  /** The form in records, metrics and log lines: {@code signed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
