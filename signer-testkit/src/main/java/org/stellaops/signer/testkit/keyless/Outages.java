package org.stellaops.signer.testkit.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** How a port reports that a service outside does not work. */
final class Outages {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Outages() {}

  interface Call {
    @Nullable Object run();
  }

  interface TimedCall {
    @Nullable Object run(Deadline deadline);
  }

  static void assertOutage(Dependency dependency, boolean busy, Call call) {
    assertOutage(dependency, busy, catchThrowable(call::run));
  }

  static void assertOutage(Dependency dependency, boolean busy, @Nullable Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            DependencyUnavailable.class,
            outage -> {
              assertThat(outage.dependency()).isEqualTo(dependency);
              assertThat(outage.mayHaveHappened()).isFalse();
              assertThat(outage.isBusy()).isEqualTo(busy);
            });
  }

  /** With a second of time for what never answers. */
  static void assertEndsAtItsDeadline(Dependency dependency, TimedCall call) {
    long start = Ticker.system().nanos();
    Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
    assertOutage(dependency, false, () -> call.run(second));
    assertThat(Duration.ofNanos(Ticker.system().nanos() - start)).isLessThan(PATIENCE);
  }

  /** On a platform thread, which does not notice an interrupt while it reads from a socket. */
  static void assertInterruptible(Dependency dependency, TimedCall call) {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>(false);
    Deadline late = Deadline.in(Duration.ofMinutes(1), Ticker.system());
    Thread caller =
        new Thread(() -> {
          thrown.set(catchThrowable(() -> call.run(late)));
          flag.set(Thread.currentThread().isInterrupted());
        });
    caller.start();
    // Long enough for the request to be under way, and no matter if it is not.
    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
    caller.interrupt();
    try {
      caller.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(caller.isAlive()).isFalse();
    assertOutage(dependency, false, thrown.get());
    assertThat(flag.get()).as("the caller stays interrupted").isTrue();
  }

  /** What is said by everything that a call throws. */
  static List<String> words(Call call) {
    List<String> said = new ArrayList<>();
    Throwable thrown = catchThrowable(call::run);
    while (thrown != null) {
      said.add(thrown.toString());
      for (Throwable also : thrown.getSuppressed()) {
        said.add(also.toString());
      }
      thrown = thrown.getCause();
    }
    return said;
  }
}
