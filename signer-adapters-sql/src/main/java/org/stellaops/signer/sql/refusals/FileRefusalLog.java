package org.stellaops.signer.sql.refusals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.RefusalLog;

/**
 * The refusal log as a rolling file of JSON lines, written by a thread of its own.
 *
 * <p>Recording touches memory only. A single record is written within a fifth of a second, a merged
 * one when its minute is over. What is written outlives the process. There is no fsync, so that a
 * flood of refusals never competes with the journal for the disk: a machine that fails may lose the
 * last half minute, a process that is killed the merged records of its minute. While the disk takes
 * no lines, refusals are counted in bounded memory; they are written when it does again.
 */
public final class FileRefusalLog implements RefusalLog, AutoCloseable {

  private static final long LEAST_BUDGET = 1 << 20;
  private static final long PAUSE_MILLIS = 200;
  private static final long CLOSE_SECONDS = 5;

  private final RefusalTally tally;
  private final RollingFile file;
  private final Ticker ticker;
  private final Deque<RefusalRecord> pending = new ArrayDeque<>();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable Throwable trouble;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "refusal-writer");
        thread.setDaemon(true);
        return thread;
      });

  /**
   * Appends to {@code file}, in a directory that is there. A file that cannot be written is no
   * reason to stop: see {@link #trouble}.
   *
   * @param rate up to which each refusal is a record of its own
   * @param diskBudget bytes that the file and the older ones may take, at least 1 MiB
   */
  public FileRefusalLog(
      Path file, InstantSource clock, Ticker ticker, RateLimit rate, long diskBudget) {
    if (diskBudget < LEAST_BUDGET) {
      throw new IllegalArgumentException("the refusal log needs a disk budget of 1 MiB or more");
    }
    this.tally = new RefusalTally(rate);
    this.file = new RollingFile(file, diskBudget);
    this.ticker = ticker;
    Future<?> unused =
        writer.scheduleWithFixedDelay(
            () -> write(clock.instant()), PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public AuditId record(UnidentifiedRefusal refusal) {
    return tally.add(refusal, ticker.nanos() / 1_000);
  }

  /** How often writing has failed. */
  public long failures() {
    return failures.get();
  }

  /** Why refusals do not get to the disk at present; empty when they do. */
  public Optional<Throwable> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Writes what is pending, the single records, and the merged ones of minutes before this. */
  synchronized void write(Instant now) {
    try {
      writePending();
      pending.addAll(tally.take(now));
      writePending();
      trouble = null;
    } catch (Throwable e) { // whatever it is, the next round tries again
      failures.incrementAndGet();
      trouble = e;
    }
  }

  private void writePending() throws IOException {
    while (!pending.isEmpty()) {
      file.append(pending.element());
      pending.remove();
    }
  }

  /**
   * Writes all that is recorded, also on a thread that is interrupted.
   *
   * @throws UncheckedIOException the disk does not take it: it is lost
   */
  @Override
  public void close() {
    // An interrupt of the thread that writes closes the file: the writer's own thread has none.
    if (!writer.isShutdown()) {
      Future<?> unused = writer.submit(() -> write(Instant.MAX));
    }
    writer.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        trouble = new IOException("the disk does not answer");
      }
    } catch (InterruptedException e) {
      trouble = new IOException("interrupted before the last refusals were written", e);
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (trouble != null) {
      throw new UncheckedIOException(new IOException("refusals were not written", trouble));
    }
  }
}
