package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.testkit.journal.SteppedClock;

class StoreClockTest {

  private static final Instant START = Instant.parse("2026-03-05T09:30:00Z");
  private static final long START_MICROS = StoreClock.micros(START);
  private static final long SECOND = 1_000_000;

  private final SteppedClock wall = new SteppedClock(START);

  @Test
  void micros_wallMovesOn_isTheWall() {
    StoreClock clock = new StoreClock(wall, wall, 0);

    assertThat(clock.micros()).isEqualTo(START_MICROS);
    wall.advance(Duration.ofSeconds(5));
    assertThat(clock.micros()).isEqualTo(START_MICROS + 5 * SECOND);
  }

  @Test
  void micros_wallSetBack_runsAtHalfSpeedUntilItHasCaughtUp() {
    StoreClock clock = new StoreClock(wall, wall, 0);
    clock.micros();
    wall.set(START.minusSeconds(10));

    assertThat(clock.micros()).isEqualTo(START_MICROS);
    wall.advance(Duration.ofSeconds(10));
    assertThat(clock.micros()).isEqualTo(START_MICROS + 5 * SECOND);
    wall.advance(Duration.ofSeconds(20));
    assertThat(clock.micros()).isEqualTo(START_MICROS + 20 * SECOND);
  }

  @Test
  void micros_oftenReadWhileBehind_losesNoTime() {
    StoreClock clock = new StoreClock(wall, wall, START_MICROS + 3_600 * SECOND);
    for (int i = 0; i < 1_000_000; i++) {
      wall.advance(Duration.ofNanos(1_000));
      clock.micros();
    }

    assertThat(clock.micros()).isEqualTo(START_MICROS + 3_600 * SECOND + SECOND / 2);
  }

  @Test
  void micros_earlierProcessWasAhead_doesNotGoBack() {
    StoreClock clock = new StoreClock(wall, wall, START_MICROS + SECOND);

    assertThat(clock.micros()).isEqualTo(START_MICROS + SECOND);
  }

  @Test
  void instant_beforeAndAfter1970_isExact() {
    for (String text :
        new String[] {"1969-12-31T23:59:59.999999Z", "2026-03-05T09:30:00.000001Z"}) {
      Instant instant = Instant.parse(text);
      assertThat(StoreClock.instant(StoreClock.micros(instant))).isEqualTo(instant);
    }
  }
}
