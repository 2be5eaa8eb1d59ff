package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.signer.bootstrap.ReadinessProbe.Check;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

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

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void check_whoeverNeverAnswers_isAskedOnce_andHoldsUpNobodyElse() throws Exception {
    AtomicInteger askedStuck = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    List<Check> checks =
        List.of(
            Check.reaching(
                "stuck",
                deadline -> {
                  askedStuck.incrementAndGet();
                  awaitWhateverHappens(end);
                }),
            Check.reaching("other", deadline -> {}));
    AtomicLong now = new AtomicLong();
    try (ReadinessProbe probe = new ReadinessProbe(() -> checks, now::get)) {
      for (int i = 0; i < 100 || askedStuck.get() == 0; i++) {
        assertThat(probe.check(Duration.ofMillis(1)))
            .containsEntry("stuck", new State(false, "no answer in time"));
        now.addAndGet(Duration.ofSeconds(6).toNanos());
      }
      assertThat(askedStuck.get()).isEqualTo(1);
      untilOk(probe, "other", now);
      assertThat(askedStuck.get()).isEqualTo(1);

      end.countDown();
      untilOk(probe, "stuck", now);
      assertThat(askedStuck.get()).isGreaterThan(1);
    }
  }

  @Test
  void check_sourceThatIsOut_saysWhyInTheWordsOfItsPort() {
    List<Check> checks = List.of(ReadinessProbe.registry(new InMemoryRegistry("hub").broken(true)));
    try (ReadinessProbe probe = new ReadinessProbe(() -> checks, () -> 0)) {
      assertThat(probe.check(Duration.ofMinutes(1)))
          .containsExactly(Map.entry("registry:hub", new State(false, "hub is told to fail")));
    }
  }

  /** Each time as a new request for all answers, until the last one to {@code name} is good. */
  private static void untilOk(ReadinessProbe probe, String name, AtomicLong now) {
    boolean ok = false;
    while (!ok) {
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      ok = probe.check(Duration.ofMillis(100)).getOrDefault(name, new State(false, "")).ok();
    }
  }

  /** As native code does: it cannot be interrupted. */
  private static void awaitWhateverHappens(CountDownLatch end) {
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
  }
}
