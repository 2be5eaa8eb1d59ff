package org.stellaops.signer.ports.quota;

import java.time.Duration;
import org.stellaops.signer.model.RateLimit;

/**
 * The generic cell rate algorithm as pure arithmetic: a stored moment, the theoretical arrival
 * time, and a clock go in, a decision comes out. Times are microseconds of the store's clock.
 */
public final class Gcra {

  private Gcra() {}

  /**
   * What one request of cost 1 does to a bucket.
   *
   * @param allowed whether the bucket had room
   * @param arrival the theoretical arrival time to store; when refused, that of a full bucket where
   *     the stored one is further ahead
   * @param remaining whole requests that would still be allowed now
   * @param retryAfter how long until one request has room; zero when allowed
   */
  public record Decision(boolean allowed, long arrival, long remaining, Duration retryAfter) {}

  /**
   * Decides one request.
   *
   * @param storedArrival the stored theoretical arrival time, or any past moment for a new bucket
   */
  public static Decision decide(RateLimit limit, long storedArrival, long now) {
    // Rounded up: a rate that does not divide a second runs slightly slow, never fast.
    long interval = (1_000_000L + limit.perSecond() - 1) / limit.perSecond();
    long tolerance = interval * limit.burst();
    // A stored moment further ahead than a full bucket comes from a clock that went back.
    long arrival = Math.min(Math.max(storedArrival, now), now + tolerance);
    long next = arrival + interval;
    long excess = next - now - tolerance;
    if (excess > 0) {
      return new Decision(false, arrival, 0, Duration.ofNanos(excess * 1_000));
    }
    return new Decision(true, next, -excess / interval, Duration.ZERO);
  }
}
