package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;

@Timeout(60)
class StepDeadlinesTest {

  private final StepDeadlines deadlines = new StepDeadlines();
  private final CompletableFuture<Throwable> broke = new CompletableFuture<>();

  @AfterEach
  void close() {
    deadlines.close();
  }

  private static Step<Integer> neverRun() {
    return new Step<>(sql -> 1);
  }

  @Test
  void await_timeIsOver_endsAlsoAfterTheThreadWentToSleep() throws Exception {
    deadlines.start(broke::complete);
    for (int round = 0; round < 2; round++) {
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() ->
              neverRun()
                  .await(Deadline.in(Duration.ofMillis(30), Ticker.system()), true, deadlines))
          .withMessageContaining("in time")
          .satisfies(failure -> assertThat(failure.mayHaveHappened()).isFalse());
      TimeUnit.MILLISECONDS.sleep(1500);
    }
    assertThat(broke).isNotDone();
  }

  @Test
  void await_threadBreaksOff_tellsAndLeavesNobodyWaiting() throws Exception {
    deadlines.start(broke::complete);
    AtomicBoolean broken = new AtomicBoolean();
    Deadline deadline =
        Deadline.in(
            Duration.ofMinutes(10),
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("the clock is broken");
              }
              return System.nanoTime();
            });
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> neverRun().await(deadline, true, deadlines));
    broken.set(true);

    assertThat(broke.get(20, TimeUnit.SECONDS)).hasMessage("the clock is broken");
    assertThat(waiting.handle((answer, failure) -> failure).get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(DependencyUnavailable.class);
  }
}
