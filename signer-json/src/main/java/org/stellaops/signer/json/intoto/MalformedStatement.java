package org.stellaops.signer.json.intoto;

/** JSON that is no in-toto statement. Carries no stack trace: it is an answer. */
public final class MalformedStatement extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String path;
  private final String advice;

  /**
   * @param reason a stable kebab-case word
   * @param path where in the statement, safe in a log line
   * @param advice one sentence that says what is right
   */
  MalformedStatement(String reason, String path, String advice) {
    super(reason + " at " + path, null, false, false);
    this.reason = reason;
    this.path = path;
    this.advice = advice;
  }

  public String reason() {
    return reason;
  }

  public String path() {
    return path;
  }

  public String advice() {
    return advice;
  }
}
