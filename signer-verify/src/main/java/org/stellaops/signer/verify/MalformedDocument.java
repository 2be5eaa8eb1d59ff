package org.stellaops.signer.verify;

/** A document that is refused as it is; an answer, so it carries no stack trace. */
final class MalformedDocument extends Exception {

  private static final long serialVersionUID = 1L;

  private final String check;
  private final boolean unsupported;

  /** What may be right and cannot be checked here. */
  static MalformedDocument unsupported(String check, String why) {
    return new MalformedDocument(check, why, true);
  }

  /**
   * @param check the check that failed, a stable kebab-case word
   * @param why one sentence without any text of the document
   */
  MalformedDocument(String check, String why) {
    this(check, why, false);
  }

  private MalformedDocument(String check, String why, boolean unsupported) {
    super(why, null, false, false);
    this.check = check;
    this.unsupported = unsupported;
  }

  boolean isUnsupported() {
    return unsupported;
  }

  String check() {
    return check;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
