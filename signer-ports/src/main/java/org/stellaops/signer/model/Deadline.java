package org.stellaops.signer.model;

import java.time.Duration;

/**
 * The moment by which a blocking call must have returned or thrown, on the monotonic clock. An
 * implementation that notices the deadline has passed throws {@code DependencyUnavailable}.
 */
public final class Deadline {

  private final Ticker ticker;
  private final long at;

  private Deadline(Ticker ticker, long at) {
    this.ticker = ticker;
    this.at = at;
  }

  public static Deadline in(Duration duration, Ticker ticker) {
    return new Deadline(ticker, ticker.nanos() + duration.toNanos());
  }

  /** The earlier of this deadline and {@code duration} from now. */
  public Deadline within(Duration duration) {
    long other = ticker.nanos() + duration.toNanos();
    return other - at < 0 ? new Deadline(ticker, other) : this;
  }

  /** What is left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, at - ticker.nanos()));
  }

  public boolean hasPassed() {
    return at - ticker.nanos() <= 0;
  }
}
