package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;

/**
 * The one thread that writes. It takes every step that waits, runs them in one transaction, commits
 * them together with one fsync and only then lets their answers out. Where a step fails, all are
 * run once more, each in a savepoint of its own, so that only that one has not happened. Steps run
 * in the order in which they were handed in.
 */
final class Writer implements AutoCloseable {

  /** What the writer does in each transaction beside the steps. */
  interface Upkeep {
    void beforeCommit(Statements sql, int steps) throws SQLException;

    /** After the last transaction, whatever became of it. */
    default void beforeClose(Statements sql) throws SQLException {}
  }

  private static final String CLOSED = "the journal is closed";
  static final int ROOM = 8_192;

  private static final int BATCH = 1_024;

  /** So many steps in one transaction say that others will come within {@link #COMPANY_NANOS}. */
  private static final int COMPANY = 4;

  /** Less than what an fsync takes on most media. */
  private static final long COMPANY_NANOS = 500_000;

  private static final String BEGIN = "BEGIN IMMEDIATE";

  private final Statements sql;
  private final MemoryChanges changes;
  private final Upkeep upkeep;
  private final Checkpoints checkpoints;
  private final Consumer<? super Throwable> fatal;
  // Twice the room: the end of a request still finds a place when beginnings no longer do.
  private final BlockingQueue<Step<?>> queue;
  private final StepDeadlines deadlines;
  private final int room;
  private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();
  private final Thread thread = new Thread(this::loop, "journal-writer");
  private volatile boolean closing;
  private boolean mayBeCommitted;
  private volatile int lastBatch;
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private final AtomicLong refusals = new AtomicLong();

  Writer(
      Statements sql,
      MemoryChanges changes,
      Upkeep upkeep,
      Checkpoints checkpoints,
      Consumer<? super Throwable> fatal,
      StepDeadlines deadlines,
      int room) {
    this.deadlines = deadlines;
    this.room = room;
    this.queue = new ArrayBlockingQueue<>(2 * room);
    this.sql = sql;
    this.changes = changes;
    this.upkeep = upkeep;
    this.checkpoints = checkpoints;
    this.fatal = fatal;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Runs the work and returns once it is durable. */
  <T> T write(Step.Work<T> work, Deadline deadline) {
    return submit(new Step<>(work), room, deadline);
  }

  /** As {@link #write}, but finds room when there is none for others. */
  <T> T writeLast(Step.Work<T> work, Deadline deadline) {
    return submit(new Step<>(work), 2 * room, deadline);
  }

  /** Takes no more steps: something else of the store has failed. What is being written ends. */
  void halt() {
    stopped.compareAndSet(null, "the journal stopped after a failure of one of its threads");
  }

  boolean isUsable() {
    return stopped.get() == null;
  }

  /**
   * Why a transaction or a step was last refused by the storage. Small ones that are taken since
   * say nothing of larger ones: it stands until {@link #endTrouble}.
   */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble.get());
  }

  /** The storage takes large writes again, unless it refused one since {@code known}. */
  void endTrouble(String known) {
    trouble.compareAndSet(known, null);
  }

  /** How many steps wait. */
  int waiting() {
    return queue.size();
  }

  /** How many transactions and steps the storage did not take. */
  long refusals() {
    return refusals.get();
  }

  /** Refuses what a step would be refused for before it is handed in, the lack of room aside. */
  void requireUsable(Deadline deadline) {
    String why = stopped.get();
    if (why != null || closing) {
      throw Step.unavailable(false, why == null ? CLOSED : why, null);
    }
    Step.requireTime(deadline);
  }

  private <T> T submit(Step<T> step, int limit, Deadline deadline) {
    requireUsable(deadline);
    if (queue.size() >= limit || !queue.offer(step)) {
      throw Step.unavailable(false, "too many steps wait for the journal", null);
    }
    if (!isUsable()) {
      refuseWaiting();
    }
    return step.await(deadline, true, deadlines);
  }

  private void loop() {
    List<Step<?>> batch = new ArrayList<>(BATCH);
    try {
      while (isUsable() && !(closing && queue.isEmpty())) {
        try {
          Step<?> first = queue.poll(1, TimeUnit.SECONDS);
          if (first != null) {
            batch.add(first);
            awaitCompany();
            queue.drainTo(batch, BATCH - 1);
          }
        } catch (InterruptedException e) {
          continue; // close() wakes the thread; the loop's condition says what to do
        }
        if (batch.isEmpty()) {
          checkpoints.idle();
        } else {
          commitTogether(batch);
          batch.clear();
        }
      }
      stopped.compareAndSet(null, CLOSED);
      refuseWaiting();
    } catch (Throwable e) {
      stop(e, batch);
    }
  }

  /**
   * Waits a moment for the steps of others where many come at a time: a commit costs its fsync
   * whether it carries one step or twenty. Who is alone, or nearly, never waits.
   */
  private void awaitCompany() {
    if (awaitsCompany() && queue.size() < lastBatch) {
      LockSupport.parkNanos(this, COMPANY_NANOS);
    }
  }

  /** Whether the last transaction had so many steps that the next one waits for more. */
  boolean awaitsCompany() {
    return lastBatch >= COMPANY;
  }

  private void commitTogether(List<Step<?>> batch) throws SQLException {
    mayBeCommitted = false;
    lastBatch = batch.size();
    try {
      List<Step<?>> begun = batch.stream().filter(Step::begin).toList();
      sql.run(BEGIN);
      if (!runTogether(begun)) {
        rollBack();
        changes.undoAll();
        sql.run(BEGIN);
        for (Step<?> step : begun) {
          runAlone(step);
        }
      }
      upkeep.beforeCommit(sql, batch.size());
    } catch (SQLException e) {
      if (Faults.isFatal(e)) {
        throw e;
      }
      giveUp(batch, e);
      return;
    }
    mayBeCommitted = true;
    try {
      sql.run("COMMIT");
    } catch (SQLException e) {
      if (!Faults.isRefusal(e)) {
        throw e;
      }
      mayBeCommitted = false;
      giveUp(batch, e);
      return;
    }
    changes.committed();
    batch.forEach(Step::publish);
    checkpoints.committed();
  }

  /**
   * Runs the steps one after the other, with nothing to go back to between them: that would cost
   * each of them two statements, and next to none fails.
   *
   * @return whether none has failed; if one has, the transaction is to be rolled back
   */
  private boolean runTogether(List<Step<?>> steps) throws SQLException {
    try {
      for (Step<?> step : steps) {
        step.run(sql);
      }
      return true;
    } catch (SQLException | RuntimeException e) {
      if (e instanceof SQLException broken && Faults.isFatal(broken)) {
        throw broken;
      }
      return false;
    }
  }

  /** Runs one of several of which one fails, so that only that one is undone. */
  private void runAlone(Step<?> step) throws SQLException {
    MemoryChanges.Mark mark = changes.mark();
    sql.run("SAVEPOINT step");
    try {
      step.run(sql);
      sql.run("RELEASE step");
    } catch (SQLException | RuntimeException e) {
      if (e instanceof SQLException broken && Faults.isFatal(broken)) {
        throw broken;
      }
      rollBackStep(e);
      changes.undoTo(mark);
      if (e instanceof SQLException full && Faults.isRefusal(full)) {
        count(full);
      }
      step.failed(e);
    }
  }

  /** Undoes one step; throws what broke it when SQLite has undone the whole transaction already. */
  private void rollBackStep(Exception cause) throws SQLException {
    try {
      sql.run("ROLLBACK TO step");
      sql.run("RELEASE step");
    } catch (SQLException e) {
      SQLException first = cause instanceof SQLException known ? known : e;
      if (!first.equals(e)) {
        first.addSuppressed(e);
      }
      throw first;
    }
  }

  private void count(SQLException cause) {
    trouble.set(cause.getMessage());
    refusals.incrementAndGet();
  }

  /** Nothing of the batch has happened. */
  private void giveUp(List<Step<?>> batch, SQLException cause) throws SQLException {
    count(cause);
    rollBack();
    changes.undoAll();
    for (Step<?> step : batch) {
      step.abandon(false, "the journal could not commit: " + cause.getMessage(), cause);
    }
  }

  /** SQLite ends some transactions by itself when a statement fails; others wait for this. */
  private void rollBack() throws SQLException {
    try {
      sql.run("ROLLBACK");
    } catch (SQLException e) {
      // Proves that no transaction is left open: within one this fails.
      sql.run("BEGIN");
      sql.run("ROLLBACK");
    }
  }

  private void stop(Throwable cause, List<Step<?>> batch) {
    stopped.compareAndSet(null, "the journal stopped after a failure of its storage");
    for (Step<?> step : batch) {
      step.abandon(mayBeCommitted, "the journal's storage failed", cause);
    }
    refuseWaiting();
    fatal.accept(cause);
  }

  private void refuseWaiting() {
    List<Step<?>> waiting = new ArrayList<>();
    queue.drainTo(waiting);
    for (Step<?> step : waiting) {
      step.abandon(false, CLOSED, null);
    }
  }

  /** Finishes what waits, then stops. */
  @Override
  public void close() throws SQLException {
    closing = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      endTransaction();
      // First, so that the mark finds room in the log even on a full disk.
      checkpoints.idle();
      upkeep.beforeClose(sql);
    } catch (SQLException e) {
      trouble.set(e.getMessage()); // the next start sees what there is
    } finally {
      sql.close();
    }
  }

  /** Rolls back what a failure may have left open. */
  private void endTransaction() {
    try {
      sql.run("ROLLBACK");
    } catch (SQLException none) {
      // There was none, as after every commit.
    }
  }
}
