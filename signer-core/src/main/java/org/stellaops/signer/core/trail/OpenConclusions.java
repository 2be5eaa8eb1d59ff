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
  private final Queue<Conclusion> waiting = new ConcurrentLinkedQueue<>();

  OpenConclusions(RequestJournal journal, Ticker ticker) {
    this.journal = journal;
    this.ticker = ticker;
  }

  /**
   * Durable on return. A request whose own time is over still gets its record.
   *
   * @throws DependencyUnavailable not durable for certain; the conclusion is kept and tried again
   */
  void conclude(Conclusion conclusion, Deadline deadline) {
    Deadline allowed = deadline.hasPassed() ? Deadline.in(LAST_CHANCE, ticker) : deadline;
    try {
      attempt(conclusion, allowed);
    } catch (DependencyUnavailable down) {
      waiting.add(conclusion);
      throw down;
    }
    catchUp();
  }

  private void attempt(Conclusion conclusion, Deadline deadline) {
    boolean own;
    try {
      own = journal.conclude(conclusion, deadline);
    } catch (DependencyUnavailable lost) {
      if (!lost.mayHaveHappened()) {
        throw lost;
      }
      own = journal.conclude(conclusion, Deadline.in(LAST_CHANCE, ticker));
    }
    if (!own) {
      throw new DependencyUnavailable(
          Dependency.JOURNAL, false, "request " + conclusion.id() + " was concluded otherwise");
    }
  }

  private void catchUp() {
    for (int i = 0; i < CATCH_UP; i++) {
      Conclusion late = waiting.poll();
      if (late == null) {
        return;
      }
      try {
        journal.conclude(late, Deadline.in(LAST_CHANCE, ticker));
      } catch (DependencyUnavailable stillDown) {
        waiting.add(late);
        return;
      }
    }
  }
}
