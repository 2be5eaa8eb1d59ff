package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.stellaops.signer.model.Ticker;

/** Wall time and monotonic time that move only when a test says so. */
public final class SteppedClock implements InstantSource, Ticker {

  private final AtomicReference<Instant> wall;
  private final AtomicLong nanos = new AtomicLong();

  public SteppedClock(Instant start) {
    wall = new AtomicReference<>(start);
  }

  /** Time passes: both clocks move on. */
  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    wall.updateAndGet(now -> now.plus(duration));
  }

  /** Somebody sets the wall clock; no time passes. */
  public void set(Instant instant) {
    wall.set(instant);
  }

  @Override
  public Instant instant() {
    return wall.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }
}
