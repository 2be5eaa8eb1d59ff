package org.stellaops.signer.core.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;

/**
 * Concludes requests, and keeps what could not be concluded until the journal is back: so a passing
 * outage leaves no request without a decision record. What is kept is tried again every second, by
 * a thread that lives only while there is something to write: no request waits for another's
 * record. What a crash or a very long outage leaves open, recovery concludes.
 */
final class PendingConclusions implements AutoCloseable {

  /** At most this many are kept, of a few KiB each. */
  static final int MOST = 4096;

  private static final Duration LAST_CHANCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final RequestJournal journal;
  private final RefusalLog lane;
  private final Ticker ticker;
  private final Deque<Late> late = new ArrayDeque<>();
  private @Nullable Thread writer;
  private boolean closed;

  PendingConclusions(RequestJournal journal, RefusalLog lane, Ticker ticker) {
    this.journal = journal;
    this.lane = lane;
    this.ticker = ticker;
  }

  /**
   * A conclusion to try again.
   *
   * @param notOpen what the lane is told if the request turns out not to be open; null where it is
   *     known to be
   */
  private record Late(Conclusion conclusion, @Nullable UnidentifiedRefusal notOpen) {}

  /**
   * Durable on return. A request whose own time is over still gets its record.
   *
   * @throws RuntimeException not durable for certain; the conclusion is kept and tried again
   */
  void conclude(Conclusion conclusion, Deadline deadline) {
    if (!attempt(new Late(conclusion, null), deadline)) {
      throw new DependencyUnavailable(
          Dependency.JOURNAL,
          false,
          "request " + conclusion.id() + " was concluded otherwise or taken over");
    }
  }

  /**
   * Concludes a request of which only the journal knows whether it is open, now or when the journal
   * is back.
   */
  void settle(Conclusion conclusion, Deadline deadline, UnidentifiedRefusal notOpen) {
    try {
      if (!attempt(new Late(conclusion, notOpen), deadline)) {
        lane.record(notOpen);
      }
    } catch (RuntimeException down) {
      // Kept: it is written when the journal is back.
      return;
    }
  }

  /** How many conclusions wait for the journal. */
  synchronized int size() {
    return late.size();
  }

  /** Tries everything once more, and waits up to 5 s for that; what is left is for recovery. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = writer;
    }
    if (running == null) {
      return;
    }
    LockSupport.unpark(running);
    try {
      TimeUnit.MILLISECONDS.timedJoin(running, CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An interrupt ends the request, not its record: it waits until the record is written. */
  private boolean attempt(Late wanted, Deadline deadline) {
    boolean interrupted = Thread.interrupted();
    try {
      return write(wanted, deadline);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean write(Late wanted, Deadline deadline) {
    Deadline allowed = deadline.hasPassed() ? lastChance() : deadline;
    try {
      return journal.conclude(wanted.conclusion(), allowed);
    } catch (DependencyUnavailable lost) {
      if (lost.mayHaveHappened()) {
        return again(wanted);
      }
      keep(wanted);
      throw lost;
    } catch (RuntimeException broken) {
      keep(wanted);
      throw broken;
    }
  }

  /** The journal takes a conclusion twice and says whether it stands. */
  private boolean again(Late wanted) {
    try {
      return journal.conclude(wanted.conclusion(), lastChance());
    } catch (RuntimeException down) {
      keep(wanted);
      throw down;
    }
  }

  private Deadline lastChance() {
    return Deadline.in(LAST_CHANCE, ticker);
  }

  private synchronized void keep(Late wanted) {
    if (late.size() == MOST) {
      return;
    }
    late.add(wanted);
    if (!closed && (writer == null || !writer.isAlive())) {
      writer = new Thread(this::catchUp, "signer-conclusions");
      writer.setDaemon(true);
      writer.start();
    }
  }

  private void catchUp() {
    boolean more = true;
    while (more) {
      LockSupport.parkNanos(this, PAUSE.toNanos());
      boolean last = isClosed();
      writeAll();
      more = goesOn(last);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean goesOn(boolean last) {
    if (last || late.isEmpty()) {
      writer = null;
      return false;
    }
    return true;
  }

  /** Each once, until one fails: that one goes to the end, so that it cannot block the others. */
  private void writeAll() {
    for (int left = size(); left > 0; left--) {
      Late next = first();
      try {
        if (!journal.conclude(next.conclusion(), lastChance()) && next.notOpen() != null) {
          lane.record(next.notOpen());
        }
      } catch (RuntimeException stillDown) {
        toTheEnd();
        return;
      }
      written();
    }
  }

  private synchronized Late first() {
    return late.getFirst();
  }

  private synchronized void toTheEnd() {
    late.add(late.removeFirst());
  }

  private synchronized void written() {
    late.removeFirst();
  }
}
