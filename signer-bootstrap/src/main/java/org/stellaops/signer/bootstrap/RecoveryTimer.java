package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

/**
 * Runs {@link Recovery} at the start and then again and again, on a thread of its own: what other
 * nodes leave open is concluded, and they learn that this one lives.
 */
final class RecoveryTimer implements AutoCloseable {

  /** Often enough that some runs may fail before other nodes take this one's requests over. */
  static final Duration EVERY = Duration.ofMinutes(1);

  private static final Duration LONGEST_RUN = Duration.ofSeconds(20);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Recovery recovery;
  private final Ticker ticker;
  private final ScheduledExecutorService thread;

  RecoveryTimer(Recovery recovery, Ticker ticker) {
    this.recovery = recovery;
    this.ticker = ticker;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread made = new Thread(task, "recovery");
          made.setDaemon(true);
          return made;
        });
  }

  /**
   * Recovers on the caller's thread, and from then on {@code every} so often.
   *
   * @throws RuntimeException the journal fails; nothing is scheduled
   */
  Recovery.Found start(Duration every) {
    Recovery.Found found = run();
    long pause = every.toMillis();
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::again, pause, pause, TimeUnit.MILLISECONDS);
    return found;
  }

  private Recovery.Found run() {
    return recovery.recover(Deadline.in(LONGEST_RUN, ticker));
  }

  private void again() {
    try {
      run();
    } catch (RuntimeException journalFails) {
      // Readiness tells that the journal fails; the next run goes on where this one stopped.
      return;
    }
  }

  /** Ends a run that is under way; the next process goes on with it. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
