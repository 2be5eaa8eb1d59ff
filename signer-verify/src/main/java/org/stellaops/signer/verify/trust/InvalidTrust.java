package org.stellaops.signer.verify.trust;

/** Trust data that cannot be used as they are; an answer, so it carries no stack trace. */
public final class InvalidTrust extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param why one sentence for whoever made the data
   */
  public InvalidTrust(String why) {
    super(why, null, false, false);
  }
}
