package org.stellaops.signer.verify;

/** A document that is refused as it is; an answer, so it carries no stack trace. */
final class MalformedDocument extends Exception {

  private static final long serialVersionUID = 1L;

  private final String check;

  /**
   * @param check the check that failed, a stable kebab-case word
   * @param why one sentence without any text of the document
   */
  MalformedDocument(String check, String why) {
    super(why, null, false, false);
    this.check = check;
  }

  String check() {
    return check;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
