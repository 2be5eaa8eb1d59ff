package org.stellaops.signer.verify.kit;

/** An archive that is no kit, or no whole one; an answer, so it carries no stack trace. */
public final class InvalidKit extends Exception {

  private static final long serialVersionUID = 1L;

  private final String check;

  /**
   * @param check the check that failed
   * @param why one sentence, safe to show
   */
  InvalidKit(String check, String why) {
    super(why, null, false, false);
    this.check = check;
  }

  public String check() {
    return check;
  }

  public String why() {
    return String.valueOf(getMessage());
  }
}
