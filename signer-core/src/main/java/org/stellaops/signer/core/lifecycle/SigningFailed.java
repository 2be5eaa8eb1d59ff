package org.stellaops.signer.core.lifecycle;

/**
 * The signing step failed as a whole. It alone knows whether a signature may exist all the same: of
 * several keys one may have signed before another failed.
 */
public final class SigningFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean mayHaveSigned;

  /**
   * @param mayHaveSigned whether any key may have made a signature; none was released either way
   * @param cause what the first key that failed met
   */
  public SigningFailed(boolean mayHaveSigned, Throwable cause) {
    super(cause.getMessage(), cause);
    this.mayHaveSigned = mayHaveSigned;
  }

  boolean mayHaveSigned() {
    return mayHaveSigned;
  }
}
