package org.stellaops.signer.sql;

import java.time.Instant;
import java.time.InstantSource;
import org.stellaops.signer.model.Ticker;

/**
 * The store's own time in microseconds since 1970: the wall clock, except that it never goes back.
 * After the wall clock was set back it runs on at half the speed of monotonic time until the wall
 * has caught up, so that rates refill and leases end meanwhile.
 */
final class StoreClock {

  private final InstantSource wall;
  private final Ticker ticker;
  private long latest;
  private long readAt;

  /**
   * @param latest the last moment that an earlier process used
   */
  StoreClock(InstantSource wall, Ticker ticker, long latest) {
    this.wall = wall;
    this.ticker = ticker;
    this.latest = latest;
    this.readAt = ticker.nanos();
  }

  synchronized long micros() {
    long nanos = ticker.nanos();
    long now = micros(wall.instant());
    long halfPassed = (nanos - readAt) / 2_000;
    if (now >= latest + halfPassed) {
      latest = now;
      readAt = nanos;
    } else {
      latest += halfPassed;
      readAt += halfPassed * 2_000;
    }
    return latest;
  }

  /** The wall clock as it is, which may be behind the store's time. */
  long wallMicros() {
    return micros(wall.instant());
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
