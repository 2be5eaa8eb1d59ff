package org.stellaops.signer.model;

/**
 * A sustained rate with a burst: at most {@code burst} requests at once, refilled at {@code
 * perSecond}.
 */
public record RateLimit(int perSecond, int burst) {

  private static final int MOST = 1_000_000;

  public RateLimit {
    if (perSecond < 1 || perSecond > MOST || burst < 1 || burst > MOST) {
      throw new IllegalArgumentException("a rate and its burst are between 1 and " + MOST);
    }
  }

  /** Both figures {@code factor} times, as far as a rate may go. */
  public RateLimit times(int factor) {
    return new RateLimit(scaled(perSecond, factor), scaled(burst, factor));
  }

  /** The larger of each of the two figures. */
  public RateLimit or(RateLimit other) {
    return new RateLimit(Math.max(perSecond, other.perSecond), Math.max(burst, other.burst));
  }

  private static int scaled(int figure, int factor) {
    return (int) Math.min(MOST, (long) figure * factor);
  }
}
