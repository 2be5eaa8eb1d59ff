package org.stellaops.signer.kms.azure;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often all callers of a vault together may ask again: ten times at once, and in the long run
 * once for five questions that were answered. Safe for concurrent use.
 */
final class RepeatBudget {

  private static final int MOST = 10;
  private static final int ANSWERS_FOR_ONE = 5;

  private final Semaphore repeats = new Semaphore(MOST);
  private final AtomicInteger answers = new AtomicInteger();

  boolean take() {
    return repeats.tryAcquire();
  }

  void answered() {
    if (answers.incrementAndGet() % ANSWERS_FOR_ONE == 0 && repeats.availablePermits() < MOST) {
      repeats.release();
    }
  }
}
