package org.stellaops.signer.kms.aws;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often a backend's callers together may ask again: ten times at once, and in the long run once
 * for five requests that were answered. A service that turns everything away is not asked three
 * times as often for it. Safe for concurrent use.
 */
final class RetryBudget {

  private static final int RETRY = 5;
  private static final int FULL = 10 * RETRY;

  private final AtomicInteger left = new AtomicInteger(FULL);

  boolean take() {
    return left.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY;
  }

  void answered() {
    left.updateAndGet(now -> Math.min(FULL, now + 1));
  }
}
