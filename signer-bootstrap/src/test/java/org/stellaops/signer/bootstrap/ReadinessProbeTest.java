package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.bootstrap.ReadinessProbe.Check;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;

/** How long a dependency is given to answer; no time passes here. */
class ReadinessProbeTest {

  private final AtomicReference<Duration> given = new AtomicReference<>(Duration.ZERO);

  private ReadinessProbe probe() {
    return new ReadinessProbe(
        () -> List.of(Check.reaching("any", deadline -> given.set(deadline.remaining()))),
        () -> 0L);
  }

  @Test
  void check_byAProber_takesUnderASecond() {
    try (ReadinessProbe probe = probe()) {
      probe.check();
    }

    assertThat(given.get()).isPositive().isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void check_byWhoAsksOnce_takesAsLongAsItSays() {
    try (ReadinessProbe probe = probe()) {
      Map<String, State> states = probe.check(Duration.ofMinutes(1));

      assertThat(states).containsExactly(Map.entry("any", new State(true, "ok")));
    }

    assertThat(given.get()).isEqualTo(Duration.ofMinutes(1));
  }
}
