package org.stellaops.signer.core.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;

@Timeout(60)
class TurnsTest {

  private static final Tenant A = new Tenant("a");
  private static final Tenant B = new Tenant("b");
  private static final Tenant C = new Tenant("c");

  private final List<String> served = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = new ArrayList<>();

  private static Deadline in(long millis) {
    return Deadline.in(Duration.ofMillis(millis), Ticker.system());
  }

  /** Starts a wait, and returns once it waits. */
  private Thread waiting(Turns turns, Tenant tenant, String name) {
    Thread thread =
        new Thread(() ->
            turns
                .await(tenant, true, in(50_000))
                .ifPresent(turn -> {
                  served.add(name);
                  turn.close();
                }));
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    threads.add(thread);
    return thread;
  }

  private void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "4, 2", "8, 4"})
  void ifFree_severalTenants_oneHasAtMostHalfRoundedUp(int all, int most) {
    Turns turns = new Turns(all);

    int taken = 0;
    while (turns.ifFree(A, true).isPresent()) {
      taken++;
    }

    assertThat(taken).isEqualTo(most);
    assertThat(turns.ifFree(B, true).isPresent()).isEqualTo(all > most);
  }

  @Test
  void ifFree_oneTenantAlone_hasAll() {
    Turns turns = new Turns(3);

    for (int i = 0; i < 3; i++) {
      assertThat(turns.ifFree(A, false)).isPresent();
    }
    assertThat(turns.ifFree(A, false)).isEmpty();
  }

  @Test
  void await_manyOfOneTenantBefore_nextOfAnotherIsServedAfterOneOfThem() throws Exception {
    Turns turns = new Turns(1);
    Turns.Turn running = turns.ifFree(A, true).orElseThrow();
    for (int i = 0; i < 5; i++) {
      waiting(turns, A, "a" + i);
    }
    waiting(turns, B, "b0");
    waiting(turns, B, "b1");
    waiting(turns, C, "c0");

    running.close();
    join();

    assertThat(served).containsExactly("a0", "b0", "c0", "a1", "b1", "a2", "a3", "a4");
  }

  @Test
  void await_shareOfOneTenantTaken_anotherIsServedAtOnce() {
    Turns turns = new Turns(2);
    Turns.Turn running = turns.ifFree(A, true).orElseThrow();
    waiting(turns, A, "a");

    assertThat(turns.await(B, true, in(0))).isPresent();
    assertThat(served).isEmpty();
    running.close();
  }

  @Test
  void await_noTurnInTime_isEmptyAndLeavesNothingBehind() throws Exception {
    Turns turns = new Turns(1);
    Turns.Turn running = turns.ifFree(A, true).orElseThrow();

    assertThat(turns.await(A, true, in(10))).isEmpty();
    assertThat(turns.await(B, true, in(10))).isEmpty();
    running.close();

    assertThat(turns.await(B, true, in(0))).isPresent();
  }

  @Test
  void await_interrupted_isEmptyAndKeepsTheFlag() {
    Turns turns = new Turns(1);
    Thread.currentThread().interrupt();

    Optional<Turns.Turn> turn = turns.await(A, true, in(10_000));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(turn).isEmpty();
    assertThat(turns.ifFree(B, true)).isPresent();
  }

  @Test
  void close_twice_givesBackOnce() {
    Turns turns = new Turns(1);
    Turns.Turn turn = turns.ifFree(A, true).orElseThrow();
    turn.close();
    turn.close();

    assertThat(turns.ifFree(A, true)).isPresent();
    assertThat(turns.ifFree(B, true)).isEmpty();
  }

  @Test
  void await_manyThreadsThatGiveUpAtAnyMoment_loseNoTurn() throws Exception {
    Turns turns = new Turns(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(12);
    for (int i = 0; i < 12; i++) {
      Tenant tenant = List.of(A, B, C).get(i % 3);
      long patience = i % 4;
      new Thread(
              () -> {
                for (int round = 0; round < 400; round++) {
                  turns
                      .await(tenant, true, in(patience))
                      .ifPresent(turn -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        turn.close();
                      });
                }
                over.countDown();
              })
          .start();
    }
    over.await();

    assertThat(most.get()).isBetween(1, 3);
    assertThat(turns.ifFree(A, true)).isPresent();
    assertThat(turns.ifFree(A, true)).isPresent();
    assertThat(turns.ifFree(B, true)).isPresent();
    assertThat(turns.ifFree(C, true)).isEmpty();
  }
}
