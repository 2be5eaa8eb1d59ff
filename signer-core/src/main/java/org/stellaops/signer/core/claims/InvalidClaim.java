package org.stellaops.signer.core.claims;

/** A header or claim that does not hold. Carries no stack trace because it becomes an answer. */
public final class InvalidClaim extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason a stable kebab-case word without any token text
   */
  public InvalidClaim(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
