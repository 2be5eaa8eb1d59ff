package org.stellaops.signer.core.api.policy;

import java.time.Duration;

/**
 * How long findings are believed.
 *
 * @param trustedFor up to a day: how long a signature that was taken away still counts
 * @param untrustedFor up to 30 seconds: how long a new signature may go unseen
 * @param staleFor up to a day beyond that: how long a signature still counts while no source can be
 *     asked; zero for not at all
 * @param maxEntries images remembered, up to 10,000
 */
public record ReleaseCaching(
    Duration trustedFor, Duration untrustedFor, Duration staleFor, int maxEntries) {

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration LONGEST_UNTRUSTED = Duration.ofSeconds(30);

  public ReleaseCaching {
    if (trustedFor.isNegative() || trustedFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a trusted release is believed for at most a day");
    }
    if (untrustedFor.isNegative() || untrustedFor.compareTo(LONGEST_UNTRUSTED) > 0) {
      throw new IllegalArgumentException("an untrusted release is believed for at most 30 s");
    }
    if (staleFor.isNegative() || staleFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a trusted release is believed for at most a day while no source can be asked");
    }
    if (maxEntries < 1 || maxEntries > 10_000) {
      throw new IllegalArgumentException("1 to 10000 images are remembered");
    }
  }

  /** Five minutes, ten seconds, no time in an outage, a thousand images. */
  public static ReleaseCaching defaults() {
    return new ReleaseCaching(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ZERO, 1000);
  }
}
