package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;

/**
 * Platform threads with a connection each, so that a native call never holds a virtual thread's
 * carrier. A read sees every commit whose answer went out before it began.
 */
final class Readers implements AutoCloseable {

  private static final int ROOM = 4_096;

  private final BlockingQueue<Step<?>> queue = new ArrayBlockingQueue<>(ROOM);
  private final List<Statements> connections;
  private final List<Thread> threads = new ArrayList<>();
  private final BooleanSupplier usable;
  private final StepDeadlines deadlines;
  private final Consumer<? super Throwable> fatal;
  private final AtomicBoolean broken = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * @param usable whether the store may still be read
   * @param fatal called once when a thread broke off; ends the process
   */
  Readers(
      List<Statements> connections,
      BooleanSupplier usable,
      Consumer<? super Throwable> fatal,
      StepDeadlines deadlines) {
    this.deadlines = deadlines;
    this.connections = connections;
    this.usable = usable;
    this.fatal = fatal;
    for (Statements sql : connections) {
      Thread thread = new Thread(() -> loop(sql), "journal-reader-" + (threads.size() + 1));
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  boolean isUsable() {
    return !closing && !broken.get();
  }

  <T> T read(Step.Work<T> work, Deadline deadline) {
    Step.requireTime(deadline);
    Step<T> step = new Step<>(work);
    if (!isUsable() || !usable.getAsBoolean() || !queue.offer(step)) {
      throw Step.unavailable(false, "the journal takes no more reads", null);
    }
    if (!isUsable()) {
      refuseWaiting("the journal takes no more reads");
    }
    return step.await(deadline, false, deadlines);
  }

  private void loop(Statements sql) {
    while (isUsable()) {
      Step<?> step = next();
      if (step != null && step.begin()) {
        answer(step, sql);
      }
    }
  }

  private @Nullable Step<?> next() {
    try {
      return queue.poll(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return null; // only close() wakes the thread
    }
  }

  private void answer(Step<?> step, Statements sql) {
    try {
      step.run(sql);
    } catch (SQLException | RuntimeException e) {
      step.failed(e);
    } catch (Throwable e) {
      stop(step, e);
      return;
    }
    step.publish();
  }

  /** As the writer does: after an error that nobody foresaw nothing is guessed. */
  private void stop(Step<?> step, Throwable cause) {
    boolean first = broken.compareAndSet(false, true);
    step.abandon(false, "a read of the journal broke off", cause);
    refuseWaiting("the journal takes no more reads");
    if (first) {
      fatal.accept(cause);
    }
  }

  private void refuseWaiting(String why) {
    List<Step<?>> waiting = new ArrayList<>();
    queue.drainTo(waiting);
    waiting.forEach(step -> step.abandon(false, why, null));
  }

  @Override
  public void close() throws SQLException {
    closing = true;
    boolean interrupted = false;
    for (Thread thread : threads) {
      thread.interrupt();
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting("the journal is closed");
    for (Statements sql : connections) {
      sql.close();
    }
  }
}
