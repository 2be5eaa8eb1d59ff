package org.stellaops.signer.core.claims;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a token of one kind may be used, by wall time.
 *
 * @param maxLifetime from {@code iat} to {@code exp}
 * @param skew how far {@code iat} and {@code nbf} may lie ahead of our clock, at most 30 seconds.
 *     {@code exp} has no such leeway: a token that says it is over is over
 */
public record TokenTimes(Duration maxLifetime, Duration skew) {

  /** Why a token is refused whose {@code exp} has come. */
  public static final String EXPIRED = "expired";

  private static final Duration MAX_SKEW = Duration.ofSeconds(30);

  public TokenTimes {
    if (maxLifetime.isNegative() || maxLifetime.isZero()) {
      throw new IllegalArgumentException("a token's longest lifetime is positive");
    }
    if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("the clock skew is between 0 and 30 seconds");
    }
  }

  /** Compares {@code exp}, {@code iat} and {@code nbf}; the last may be absent. */
  public void check(CheckedToken token, Instant now) throws InvalidClaim {
    Instant exp = token.instant("exp");
    Instant iat = token.instant("iat");
    Optional<Instant> nbf = token.optionalInstant("nbf");
    if (!now.isBefore(exp)) {
      throw new InvalidClaim(EXPIRED);
    }
    if (iat.isAfter(now.plus(skew))) {
      throw new InvalidClaim("iat-in-future");
    }
    if (!iat.isBefore(exp)) {
      throw new InvalidClaim("exp-before-iat");
    }
    if (Duration.between(iat, exp).compareTo(maxLifetime) > 0) {
      throw new InvalidClaim("lifetime-too-long");
    }
    if (nbf.isPresent()) {
      if (nbf.get().isAfter(now.plus(skew))) {
        throw new InvalidClaim("not-yet-valid");
      }
      if (!nbf.get().isBefore(exp)) {
        throw new InvalidClaim("exp-before-nbf");
      }
    }
  }
}
