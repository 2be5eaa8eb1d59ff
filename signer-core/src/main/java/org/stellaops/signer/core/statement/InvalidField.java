package org.stellaops.signer.core.statement;

/**
 * Well-formed JSON that is not the document it should be. Carries no stack trace: it is an answer.
 */
final class InvalidField extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String path;
  private final String advice;

  InvalidField(String reason, String path, String advice) {
    super(reason + " at " + path, null, false, false);
    this.reason = reason;
    this.path = path;
    this.advice = advice;
  }

  String reason() {
    return reason;
  }

  String path() {
    return path;
  }

  String advice() {
    return advice;
  }
}
