package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.signer.model.Ticker;

/**
 * The age of what an earlier process stored. Only wall time is known of it, so this is the one
 * place where a clock that was set back could make something old look young; it is noticed where it
 * can be.
 */
final class StoredAge {

  private final InstantSource clock;
  private final Ticker ticker;
  private final Instant startWall;
  private final long startNanos;

  StoredAge(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
    this.startWall = clock.instant();
    this.startNanos = ticker.nanos();
  }

  /** Empty if {@code storedAt} lies in the future: then the clock went back and no age is known. */
  Optional<Duration> of(Instant storedAt) {
    Instant now = clock.instant();
    if (storedAt.isAfter(now)) {
      return Optional.empty();
    }
    Instant atLeast = startWall.plusNanos(ticker.nanos() - startNanos);
    return Optional.of(Duration.between(storedAt, now.isAfter(atLeast) ? now : atLeast));
  }
}
