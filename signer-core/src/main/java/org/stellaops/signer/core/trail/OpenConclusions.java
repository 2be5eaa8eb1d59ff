package org.stellaops.signer.core.trail;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.words.Deadline;
import org.stellaops.signer.words.Ticker;

/**
 * Concludes requests, and keeps what could not be concluded until the journal is back: so a passing
 * outage leaves no request without a decision record. What a crash leaves open, recovery concludes.
 */
final class OpenConclusions {

  private static final Duration LAST_CHANCE = Duration.ofSeconds(2);
  private static final int CATCH_UP = 8;

  private final RequestJournal journal;
  private final Ticker ticker;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  OpenConclusions(RequestJournal journal, Ticker ticker) {
    this.journal = journal;
    this.ticker = ticker;
  }

  /** A conclusion to try again, and what to do if its request turns out not to be open. */
  private record Waiting(Conclusion conclusion, Runnable notOpen) {}

  /**
   * Durable on return. A request whose own time is over still gets its record.
   *
   * @throws RuntimeException not durable for certain; the conclusion is kept and tried again
   */
  void conclude(Conclusion conclusion, Deadline deadline) {
    if (!attempt(new Waiting(conclusion, () -> {}), deadline)) {
      throw new DependencyUnavailable(
          Dependency.JOURNAL, false, "request " + conclusion.id() + " was concluded otherwise");
    }
    catchUp();
  }

  /**
   * Concludes a request of which only the journal knows whether it is open, now or when the journal
   * is back.
   */
  void settle(Conclusion conclusion, Deadline deadline, Runnable notOpen) {
    try {
      if (!attempt(new Waiting(conclusion, notOpen), deadline)) {
        notOpen.run();
      }
    } catch (RuntimeException down) {
      // Kept: the next conclusion that succeeds takes it along.
      return;
    }
    catchUp();
  }

  /** An interrupt ends the request, not its record: it waits until the record is written. */
  private boolean attempt(Waiting wanted, Deadline deadline) {
    boolean interrupted = Thread.interrupted();
    try {
      return write(wanted, deadline);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean write(Waiting wanted, Deadline deadline) {
    Deadline allowed = deadline.hasPassed() ? Deadline.in(LAST_CHANCE, ticker) : deadline;
    try {
      return journal.conclude(wanted.conclusion(), allowed);
    } catch (DependencyUnavailable lost) {
      if (lost.mayHaveHappened()) {
        return again(wanted);
      }
      waiting.add(wanted);
      throw lost;
    } catch (RuntimeException broken) {
      waiting.add(wanted);
      throw broken;
    }
  }

  /** The journal takes a conclusion twice and says whether it stands. */
  private boolean again(Waiting wanted) {
    try {
      return journal.conclude(wanted.conclusion(), Deadline.in(LAST_CHANCE, ticker));
    } catch (RuntimeException down) {
      waiting.add(wanted);
      throw down;
    }
  }

  /**
   * What goes wrong here is another request's trouble, never that of the one that was concluded.
   */
  private void catchUp() {
    for (int i = 0; i < CATCH_UP; i++) {
      Waiting late = waiting.poll();
      if (late == null) {
        return;
      }
      try {
        if (!journal.conclude(late.conclusion(), Deadline.in(LAST_CHANCE, ticker))) {
          late.notOpen().run();
        }
      } catch (RuntimeException stillDown) {
        waiting.add(late);
        return;
      }
    }
  }
}
