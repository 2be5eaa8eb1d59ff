package org.stellaops.signer.verify;

/**
 * What a bundle must have beside a good signature. What it has beyond that is checked all the same.
 *
 * @param logs of how many operators' transparency logs it must have an entry
 * @param timestamps of how many operators' timestamp authorities it must have a timestamp
 * @param certificateLogs of how many operators' certificate logs a certificate must have a signed
 *     certificate timestamp
 */
public record Requirements(int logs, int timestamps, int certificateLogs) {

  /** Nothing: the signature is enough, and for a certificate a time that somebody trusted says. */
  public static final Requirements NONE = new Requirements(0, 0, 0);

  /** What bundles of the public Sigstore instance have. */
  public static final Requirements PUBLIC = new Requirements(1, 0, 1);

  /**
   * These.
   *
   * @throws IllegalArgumentException one is negative
   */
  public Requirements {
    if (logs < 0 || timestamps < 0 || certificateLogs < 0) {
      throw new IllegalArgumentException("a threshold is not negative");
    }
  }
}
