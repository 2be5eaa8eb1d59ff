package org.stellaops.signer.ports.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.RateLimit;

class GcraTest {

  private static final RateLimit TEN_A_SECOND = new RateLimit(10, 3);
  private static final long NOON = 43_200_000_000L;

  @Test
  void decide_aCallersMorning_isToldAsItHappens() {
    // A new caller may spend its whole burst at once.
    var first = Gcra.decide(TEN_A_SECOND, 0, NOON);
    var second = Gcra.decide(TEN_A_SECOND, first.arrival(), NOON);
    var third = Gcra.decide(TEN_A_SECOND, second.arrival(), NOON);
    assertThat(first).returns(true, Gcra.Decision::allowed).returns(2L, Gcra.Decision::remaining);
    assertThat(second).returns(true, Gcra.Decision::allowed).returns(1L, Gcra.Decision::remaining);
    assertThat(third).returns(true, Gcra.Decision::allowed).returns(0L, Gcra.Decision::remaining);

    // One more is refused, costs nothing, and is told how long to wait.
    var fourth = Gcra.decide(TEN_A_SECOND, third.arrival(), NOON);
    assertThat(fourth.allowed()).isFalse();
    assertThat(fourth.arrival()).isEqualTo(third.arrival());
    assertThat(fourth.retryAfter()).isEqualTo(Duration.ofMillis(100));

    // A microsecond too early is too early; exactly as patient as it was told to be is enough.
    long told = NOON + 100_000;
    assertThat(Gcra.decide(TEN_A_SECOND, fourth.arrival(), told - 1).retryAfter())
        .isEqualTo(Duration.ofNanos(1_000));
    var patient = Gcra.decide(TEN_A_SECOND, fourth.arrival(), told);
    assertThat(patient.allowed()).isTrue();
    assertThat(patient.remaining()).isZero();

    // After a long lunch the burst is full again, and no fuller.
    var later = Gcra.decide(TEN_A_SECOND, patient.arrival(), NOON + 3_600_000_000L);
    assertThat(later.remaining()).isEqualTo(2);
  }

  @Test
  void decide_clockWentBack_waitsForOneIntervalOnly() {
    long ahead = NOON + 3_600_000_000L;
    var refused = Gcra.decide(TEN_A_SECOND, ahead, NOON);
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(100));
    assertThat(Gcra.decide(TEN_A_SECOND, refused.arrival(), NOON + 100_000).allowed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 3", "1000, 1", "7, 100"})
  void decide_greedyForTenSeconds_getsTheRateAndTheBurst(int perSecond, int burst) {
    RateLimit limit = new RateLimit(perSecond, burst);
    long stored = 0;
    int allowed = 0;
    for (long now = NOON; now < NOON + 10_000_000; now += 500) {
      var decision = Gcra.decide(limit, stored, now);
      stored = decision.arrival();
      allowed += decision.allowed() ? 1 : 0;
    }
    // What is refilled at the last moment may fall on either side of it.
    assertThat(allowed).isBetween(10 * perSecond + burst - 1, 10 * perSecond + burst);
  }

  @Test
  void rateLimit_outOfBounds_isRefused() {
    assertThatThrownBy(() -> new RateLimit(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimit(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimit(1_000_001, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
