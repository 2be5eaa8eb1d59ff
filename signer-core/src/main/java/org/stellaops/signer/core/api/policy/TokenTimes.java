package org.stellaops.signer.core.api.policy;

import java.time.Duration;

/**
 * When a token of one kind may be used, by wall time.
 *
 * @param maxLifetime from {@code iat} to {@code exp}
 * @param skew how far {@code iat} and {@code nbf} may lie ahead of our clock, at most 30 seconds.
 *     {@code exp} has no such leeway: a token that says it is over is over
 */
public record TokenTimes(Duration maxLifetime, Duration skew) {

  private static final Duration MAX_SKEW = Duration.ofSeconds(30);

  public TokenTimes {
    if (maxLifetime.isNegative() || maxLifetime.isZero()) {
      throw new IllegalArgumentException("a token's longest lifetime is positive");
    }
    if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("the clock skew is between 0 and 30 seconds");
    }
  }
}
