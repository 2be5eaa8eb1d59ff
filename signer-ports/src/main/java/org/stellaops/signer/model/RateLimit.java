package org.stellaops.signer.model;

/**
 * A sustained rate with a burst: at most {@code burst} requests at once, refilled at {@code
 * perSecond}.
 */
public record RateLimit(int perSecond, int burst) {

  public RateLimit {
    if (perSecond < 1 || perSecond > 1_000_000 || burst < 1 || burst > 1_000_000) {
      throw new IllegalArgumentException("a rate and its burst are between 1 and 1000000");
    }
  }
}
