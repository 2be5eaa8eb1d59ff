package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.words.Deadline;

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
  private volatile boolean closing;

  /**
   * @param usable whether the store may still be read
   */
  Readers(List<Statements> connections, BooleanSupplier usable) {
    this.connections = connections;
    this.usable = usable;
    for (Statements sql : connections) {
      Thread thread = new Thread(() -> loop(sql), "journal-reader-" + (threads.size() + 1));
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  <T> T read(Step.Work<T> work, Deadline deadline) {
    Step.requireTime(deadline);
    Step<T> step = new Step<>(work, false);
    if (closing || !usable.getAsBoolean() || !queue.offer(step)) {
      throw Step.unavailable(false, "the journal takes no more reads", null);
    }
    return step.await(deadline, false);
  }

  private void loop(Statements sql) {
    while (!closing) {
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

  private static void answer(Step<?> step, Statements sql) {
    try {
      step.run(sql);
    } catch (SQLException | RuntimeException e) {
      step.failed(e);
    }
    step.publish();
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
    List<Step<?>> waiting = new ArrayList<>();
    queue.drainTo(waiting);
    waiting.forEach(step -> step.abandon(false, "the journal is closed", null));
    for (Statements sql : connections) {
      sql.close();
    }
  }
}
