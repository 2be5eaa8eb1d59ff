package org.stellaops.signer.core.statement;

import org.stellaops.signer.model.Reason;

/**
 * Well-formed JSON that is not the document it should be. Carries no stack trace: it is an answer.
 */
final class InvalidField extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String path;
  private final String advice;

  InvalidField(Reason reason, String path, String advice) {
    super(reason.word() + " at " + path, null, false, false);
    this.reason = reason;
    this.path = path;
    this.advice = advice;
  }

  Reason reason() {
    return reason;
  }

  String path() {
    return path;
  }

  String advice() {
    return advice;
  }
}
