package org.stellaops.signer.core.singleflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.testkit.journal.SteppedClock;

class SharedCallsTest {

  private static final Duration FAIR = Duration.ofSeconds(3);
  private static final Duration SHORT = FAIR.minusMillis(1);

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-05T09:30:00Z"));
  private final SharedCalls<String, String, IOException> calls = new SharedCalls<>(FAIR);
  private final CountDownLatch go = new CountDownLatch(1);

  private String ask(Duration left, SharedCalls.Call<String, IOException> call) throws Exception {
    return calls.get("key", Deadline.in(left, clock), call);
  }

  /** The first caller's failure reaches a second one, who waits for it meanwhile. */
  private FutureTask<String> whileWaiting(Duration left, Exception failure) throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    FutureTask<String> first =
        started(() ->
            ask(
                left,
                () -> {
                  running.countDown();
                  await(go);
                  return thrown(failure);
                }));
    running.await();
    FutureTask<String> second = new FutureTask<>(() -> ask(FAIR, () -> "its own"));
    Thread waiting = new Thread(second);
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    go.countDown();
    assertThatThrownBy(first::get).cause().isInstanceOfAny(failure.getClass(), TooLittleTime.class);
    return second;
  }

  private static String thrown(Exception failure) throws IOException {
    if (failure instanceof IOException checked) {
      throw checked;
    }
    throw (RuntimeException) failure;
  }

  private static FutureTask<String> started(Callable<String> task) {
    FutureTask<String> future = new FutureTask<>(task);
    new Thread(future).start();
    return future;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void get_firstFailsWithFairTime_failsForAll() throws Exception {
    IllegalStateException failure = new IllegalStateException("down");
    assertThatThrownBy(whileWaiting(FAIR, failure)::get).hasCause(failure);
  }

  @Test
  void get_firstFailsWithLess_othersCallAgain() throws Exception {
    assertThat(whileWaiting(SHORT, new IllegalStateException("no time")).get())
        .isEqualTo("its own");
  }

  @Test
  void get_checkedExceptionWithLess_isAnAnswerForAll() throws Exception {
    IOException answer = new IOException("no");
    assertThatThrownBy(whileWaiting(SHORT, answer)::get).hasCause(answer);
  }

  @Test
  void get_failsWithLess_isHurriedAndCarriesTheFailure() {
    IllegalStateException failure = new IllegalStateException("no time");
    TooLittleTime hurried =
        catchThrowableOfType(TooLittleTime.class, () -> ask(SHORT, () -> thrown(failure)));
    assertThat(hurried.failure(new IllegalStateException("waited"))).isSameAs(failure);
  }

  @Test
  void get_timeEndsWhileWaiting_isHurried() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    FutureTask<String> first =
        started(() ->
            ask(
                FAIR,
                () -> {
                  running.countDown();
                  await(go);
                  return "answer";
                }));
    running.await();
    RuntimeException ranOut = new IllegalStateException("waited");
    TooLittleTime hurried =
        catchThrowableOfType(TooLittleTime.class, () -> ask(Duration.ofMillis(20), () -> "never"));
    assertThat(hurried.failure(ranOut)).isSameAs(ranOut);
    go.countDown();
    assertThat(first.get()).isEqualTo("answer");
  }
}
