package org.stellaops.signer.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where a broken part that looks first and writes afterwards waits for another thread that has
 * looked as well, so that it is wrong each time, on a busy machine too. The thread that made it
 * runs the tests in which nobody else comes: it does not wait.
 */
public final class Meeting {

  private static final long SECONDS = 30;

  private final Thread alone = Thread.currentThread();
  private final CountDownLatch two = new CountDownLatch(2);

  /** Whether at least two threads have come, this one included. */
  public boolean withAnother() {
    if (Thread.currentThread() == alone) {
      return false;
    }
    two.countDown();
    try {
      return two.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
