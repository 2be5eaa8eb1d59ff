package org.stellaops.signer.core.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;

@Timeout(60)
class ParsesTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final int LARGE = 1 << 20;
  private static final int SMALL = 1 << 10;

  private final Parses parses = new Parses(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private CompletableFuture<String> running;

  @BeforeEach
  void parseALargeOne() throws Exception {
    running =
        CompletableFuture.supplyAsync(() ->
            parses.run(
                ACME,
                true,
                LARGE,
                in(30_000),
                () -> {
                  begun.countDown();
                  await(go);
                  return "first";
                }));
    begun.await();
  }

  @AfterEach
  void end() {
    go.countDown();
    assertThat(running.join()).isEqualTo("first");
  }

  private static Deadline in(long millis) {
    return Deadline.in(Duration.ofMillis(millis), Ticker.system());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void x7_largeBodies_doNotKeepSmallOnesWaiting() {
    assertThat(parses.run(ACME, true, SMALL, in(0), () -> "small")).isEqualTo("small");
  }

  @Test
  void x7_largeBody_waitsForItsTurnNoLongerThanItsDeadline() {
    assertThatThrownBy(() -> parses.run(ACME, true, LARGE, in(20), () -> "second"))
        .isInstanceOf(ServiceFailure.class)
        .extracting(failure -> ((ServiceFailure) failure).reason().word())
        .isEqualTo("parsing-busy");
  }

  @Test
  void x7_largeBodiesOfOneTenant_doNotKeepAnothersWaiting() throws Exception {
    Parses two = new Parses(2);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread own =
        new Thread(() ->
            two.run(
                ACME,
                true,
                LARGE,
                in(30_000),
                () -> {
                  started.countDown();
                  await(end);
                  return "own";
                }));
    own.start();
    await(started);

    assertThatThrownBy(() -> two.run(ACME, true, LARGE, in(20), () -> "more"))
        .isInstanceOf(ServiceFailure.class);
    assertThat(two.run(new Tenant("beta"), true, LARGE, in(0), () -> "another's"))
        .isEqualTo("another's");
    end.countDown();
    own.join();
  }

  @Test
  void run_parseThatFails_givesItsTurnBack() {
    go.countDown();
    running.join();
    assertThatThrownBy(() ->
            parses.run(
                ACME,
                true,
                LARGE,
                in(30_000),
                () -> {
                  throw new IllegalStateException("no");
                }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(parses.run(ACME, true, LARGE, in(30_000), () -> "next")).isEqualTo("next");
  }
}
