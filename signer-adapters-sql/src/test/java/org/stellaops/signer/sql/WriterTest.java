package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;

class WriterTest {

  private static final int ROOM = 3;

  private final Path directory = SqliteBench.newDirectory();
  private final List<Throwable> fatal = new ArrayList<>();
  private final StepDeadlines deadlines = new StepDeadlines();
  private final MemoryChanges changes = new MemoryChanges();
  private Writer writer;

  @BeforeEach
  void open() throws Exception {
    Statements sql = new Statements(Database.open(directory.resolve("writer.db")));
    sql.run("CREATE TABLE note (number INTEGER PRIMARY KEY) STRICT");
    Checkpoints checkpoints = new Checkpoints(sql, directory.resolve("writer.db"), Ticker.system());
    writer =
        new Writer(
            sql, changes, (statements, steps) -> {}, checkpoints, fatal::add, deadlines, ROOM);
    deadlines.start(fatal::add);
    writer.start();
  }

  @AfterEach
  void close() throws Exception {
    writer.close();
    deadlines.close();
    SqliteBench.delete(directory);
  }

  @Test
  void write_queueFull_refusesBeginningsButTakesAnEnd() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> busy = occupied(go);
    DependencyUnavailable refused = refusedWhileFull();
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(() -> writer.writeLast(insert(100), soon()));

    assertThat(refused.mayHaveHappened()).isFalse();
    go.countDown();
    assertThat(end.get()).isEqualTo(1);
    assertThat(busy.get()).isZero();
  }

  /** Asks until the queue has filled up: steps that find a place give up soon but keep it. */
  private DependencyUnavailable refusedWhileFull() {
    while (true) {
      DependencyUnavailable thrown =
          catchThrowableOfType(
              DependencyUnavailable.class,
              () -> writer.write(insert(50), Deadline.in(Duration.ofMillis(20), Ticker.system())));
      if (String.valueOf(thrown.getMessage()).startsWith("too many")) {
        return thrown;
      }
    }
  }

  @Test
  void write_oneStepContradicts_onlyItFails() {
    writer.write(insert(1), soon());

    assertThatThrownBy(() -> writer.write(insert(1), soon()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            writer.write(
                sql -> {
                  sql.update("INSERT INTO note (number) VALUES (2)");
                  throw new IllegalArgumentException("no");
                },
                soon()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.write(insert(2), soon())).isEqualTo(1);
    assertThat(fatal).isEmpty();
  }

  /** What the steps changed in memory is undone with the transaction, and counts once. */
  @Test
  void write_oneOfABatchFails_othersHappenOnceAlsoInMemory() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> busy = occupied(go);
    AtomicInteger counted = new AtomicInteger();
    AtomicInteger committed = new AtomicInteger();
    CompletableFuture<Integer> good =
        CompletableFuture.supplyAsync(
            () -> writer.write(counting(counted, committed, insert(1)), soon()));
    awaitWaiting(1);
    Step.Work<Integer> refuses =
        sql -> {
          throw new IllegalArgumentException("no");
        };
    CompletableFuture<Integer> bad =
        CompletableFuture.supplyAsync(
            () -> writer.write(counting(counted, committed, refuses), soon()));
    awaitWaiting(2);
    CompletableFuture<Integer> last =
        CompletableFuture.supplyAsync(
            () -> writer.write(counting(counted, committed, insert(2)), soon()));
    awaitWaiting(3);
    go.countDown();

    assertThat(busy.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(good.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(catchThrowable(bad::join)).hasRootCauseInstanceOf(IllegalArgumentException.class);
    List<Integer> numbers =
        writer.<List<Integer>>write(
            sql -> sql.all("SELECT number FROM note", row -> row.getInt(1)), soon());
    assertThat(numbers).containsExactly(1, 2);
    assertThat(counted).hasValue(2);
    assertThat(committed).hasValue(2);
    assertThat(fatal).isEmpty();
  }

  /** Does the work after one more was counted, which is undone with it. */
  private Step.Work<Integer> counting(
      AtomicInteger counted, AtomicInteger committed, Step.Work<Integer> work) {
    return sql -> {
      counted.incrementAndGet();
      changes.undoing(counted::decrementAndGet);
      changes.afterCommit(committed::incrementAndGet);
      return work.run(sql);
    };
  }

  /** The writer is at work on a step that ends with {@code go}; what comes meanwhile waits. */
  private CompletableFuture<Integer> occupied(CountDownLatch go) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> busy =
        CompletableFuture.supplyAsync(() ->
            writer.write(
                sql -> {
                  begun.countDown();
                  awaitQuietly(go);
                  return 0;
                },
                soon()));
    begun.await();
    return busy;
  }

  private void awaitWaiting(int steps) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (writer.waiting() < steps && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(writer.waiting()).isEqualTo(steps);
  }

  /** A lone caller after a crowd waits for company once, and not again. */
  @Test
  void write_aloneAfterACrowd_waitsForNobody() throws Exception {
    List<CompletableFuture<Integer>> crowd = new ArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> busy = occupied(go);
    for (int i = 0; i < ROOM; i++) {
      int number = i;
      crowd.add(CompletableFuture.supplyAsync(() -> writer.write(insert(number), soon())));
      awaitWaiting(i + 1);
    }
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(() -> writer.writeLast(insert(50), soon()));
    awaitWaiting(ROOM + 1);
    go.countDown();
    for (CompletableFuture<Integer> one : crowd) {
      assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }
    assertThat(busy.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(1);

    assertThat(writer.awaitsCompany()).isTrue();
    assertThat(writer.write(insert(60), soon())).isEqualTo(1);
    assertThat(writer.awaitsCompany()).isFalse();
    assertThat(fatal).isEmpty();
  }

  @Test
  void write_fileHeldBySomebodyElse_refusesUntilItIsFree() throws Exception {
    writer.write(insert(1), soon());
    for (int round = 0; round < 3; round++) {
      int number = 10 + round;
      try (Connection other = Database.open(directory.resolve("writer.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        DependencyUnavailable refused =
            catchThrowableOfType(
                DependencyUnavailable.class, () -> writer.write(insert(number), soon()));

        assertThat(refused.mayHaveHappened()).isFalse();
        statement.execute("ROLLBACK");
      }
      assertThat(writer.write(insert(number), soon())).isEqualTo(1);
    }
    assertThat(fatal).isEmpty();
  }

  @Test
  void write_stepThrowsAnError_stops() {
    DependencyUnavailable thrown =
        catchThrowableOfType(
            DependencyUnavailable.class,
            () ->
                writer.write(
                    sql -> {
                      throw new StackOverflowError();
                    },
                    soon()));

    assertThat(thrown.mayHaveHappened()).isFalse();
    assertThat(writer.isUsable()).isFalse();
  }

  @Test
  void close_withStepsWaiting_finishesThem() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> busy =
        CompletableFuture.supplyAsync(() ->
            writer.write(
                sql -> {
                  begun.countDown();
                  awaitQuietly(go);
                  return sql.update("INSERT INTO note (number) VALUES (7)");
                },
                soon()));
    begun.await();
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(() -> {
          try {
            writer.close();
          } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    go.countDown();

    assertThat(busy.get()).isEqualTo(1);
    closing.get();
    assertThatThrownBy(() -> writer.write(insert(8), soon()))
        .isInstanceOf(DependencyUnavailable.class);
  }

  private static Step.Work<Integer> insert(int number) {
    return sql -> sql.update("INSERT INTO note (number) VALUES (?)", number);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
