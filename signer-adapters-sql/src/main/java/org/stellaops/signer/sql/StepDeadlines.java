package org.stellaops.signer.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;

/**
 * Ends the waiting of callers whose time is over, on one thread for all of them: four waits belong
 * to a request, and a timer for each of them costs more than the wait. Late by up to {@link #LOOK}.
 */
final class StepDeadlines implements AutoCloseable {

  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  /** Looks without a find after which the thread sleeps until it is woken. */
  private static final int PATIENCE = 100;

  private final Map<Step<?>, Deadline> waiting = new ConcurrentHashMap<>();
  private volatile @Nullable Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /**
   * @param fatal called when the thread broke off: without it nobody's waiting ends, so no more
   *     steps may be taken
   */
  void start(Consumer<? super Throwable> fatal) {
    Thread made = new Thread(() -> loop(fatal), "journal-deadlines");
    made.setDaemon(true);
    thread = made;
    made.start();
  }

  void watch(Step<?> step, Deadline deadline) {
    waiting.put(step, deadline);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void forget(Step<?> step) {
    waiting.remove(step);
  }

  private void loop(Consumer<? super Throwable> fatal) {
    try {
      watchAll();
    } catch (Throwable e) {
      try {
        fatal.accept(e);
      } finally {
        waiting.keySet().forEach(Step::expire);
      }
    }
  }

  private void watchAll() {
    int empty = 0;
    while (!closed) {
      waiting.forEach((step, deadline) -> {
        if (deadline.hasPassed()) {
          step.expire();
        }
      });
      empty = waiting.isEmpty() ? empty + 1 : 0;
      if (empty < PATIENCE) {
        LockSupport.parkNanos(this, LOOK);
      } else {
        sleep();
        empty = 0;
      }
    }
  }

  private void sleep() {
    asleep = true;
    // Who comes between the last look and this one is seen, who comes later wakes the thread.
    if (waiting.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  /** Only once nobody waits any more: who still does waits without end. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
