package org.stellaops.signer.identity;

import java.time.Duration;

/**
 * How an issuer's JWK set ages, on the monotonic clock.
 *
 * @param maxAge a key that was removed from a reachable set is refused after at most this long
 * @param outageTolerance for how long known keys stay usable while the set cannot be fetched
 * @param minInterval least time between two fetches, whatever unknown keys are asked for
 * @param timeout for one fetch, from connecting to the last byte
 */
public record KeySetTimes(
    Duration maxAge, Duration outageTolerance, Duration minInterval, Duration timeout) {

  /** 5 minutes, an hour, 30 seconds, 3 seconds. */
  public static final KeySetTimes STANDARD =
      new KeySetTimes(
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3));

  public KeySetTimes {
    if (minInterval.isNegative() || minInterval.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("times of a key set are positive");
    }
    if (maxAge.compareTo(minInterval) < 0 || outageTolerance.compareTo(maxAge) < 0) {
      throw new IllegalArgumentException("least interval, age and tolerance must ascend");
    }
  }
}
