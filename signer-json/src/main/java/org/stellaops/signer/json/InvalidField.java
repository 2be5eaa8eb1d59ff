package org.stellaops.signer.json;

import org.stellaops.signer.model.Reason;

/**
 * Well-formed JSON that is not the document it should be. Carries no stack trace: it is an answer.
 */
public final class InvalidField extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String path;
  private final String advice;

  /**
   * @param path where in the document, safe in a log line
   * @param advice one sentence that says what is right
   */
  public InvalidField(Reason reason, String path, String advice) {
    super(reason.word() + " at " + path, null, false, false);
    this.reason = reason;
    this.path = path;
    this.advice = advice;
  }

  public Reason reason() {
    return reason;
  }

  public String path() {
    return path;
  }

  public String advice() {
    return advice;
  }
}
