package org.stellaops.signer.outbound;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Primitives;

/**
 * How often a service is asked again that has turned a request away as one too many: at most three
 * requests for one answer; and its callers together ten times at once, in the long run once for
 * five requests that were answered. A service that turns everything away is not asked three times
 * as often for it. Safe for concurrent use.
 */
public final class RetryBudget {

  private static final int ATTEMPTS = 3;
  private static final int RETRY = 5;
  private static final int FULL = 10 * RETRY;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final AtomicInteger left = new AtomicInteger(FULL);

  /**
   * Takes one more request out of the budget.
   *
   * @param asked requests that this caller has sent for its answer so far
   */
  public boolean take(int asked) {
    return asked < ATTEMPTS && left.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY;
  }

  public void answered() {
    left.updateAndGet(now -> Math.min(FULL, now + 1));
  }

  /**
   * Waits before the next request: 50 to 100 ms after the first, twice as long each time, and never
   * the same for two callers.
   *
   * @param asked requests that this caller has sent for its answer so far, at least one
   * @return false, at once, where the deadline leaves no time for it
   */
  public static boolean pause(int asked, Deadline deadline) throws InterruptedException {
    return pause(asked, Duration.ZERO, deadline);
  }

  /**
   * As {@link #pause(int, Deadline)}, after the time that the service asked for.
   *
   * @param told what its {@code Retry-After} says
   */
  public static boolean pause(int asked, Duration told, Deadline deadline)
      throws InterruptedException {
    long most = FIRST_PAUSE.toNanos() << (asked - 1);
    Duration pause = told.plusNanos(Primitives.random().nextLong(most / 2, most));
    if (deadline.remaining().compareTo(pause) <= 0) {
      return false;
    }
    boolean unused = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
    return true;
  }
}
