package org.stellaops.signer.verify.material;

/** Material that does not prove what it should; an answer, so it carries no stack trace. */
public final class NotProven extends Exception {

  private static final long serialVersionUID = 1L;

  private final String check;
  private final Kind kind;

  /** What is wrong. */
  public enum Kind {
    /** It is malformed, forged, or about something else. */
    WRONG,
    /** It may be right, but is of an authority or log that is not trusted here. */
    UNKNOWN,
    /** It may be right, but is of a kind that cannot be checked here. */
    UNSUPPORTED
  }

  /**
   * @param check the check that failed, a stable kebab-case word
   * @param why one sentence without any text of the document
   */
  public NotProven(String check, String why) {
    this(check, Kind.WRONG, why);
  }

  NotProven(String check, Kind kind, String why) {
    super(why, null, false, false);
    this.check = check;
    this.kind = kind;
  }

  public String check() {
    return check;
  }

  public Kind kind() {
    return kind;
  }

  public String why() {
    return String.valueOf(getMessage());
  }
}
