package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.RefusalLog;

/**
 * The refusal lane on a SQLite file of its own, written by a thread of its own every 200 ms.
 *
 * <p>Recording touches memory only. What was recorded outlives the process once it is written, and
 * the machine once it is checkpointed, every ten seconds: no commit waits for an fsync ({@code
 * synchronous=NORMAL}), so that a flood of refusals never competes with the journal's fsyncs for
 * the disk. A failing disk delays the writing; meanwhile equal refusals are counted together in
 * bounded memory.
 */
public final class SqliteRefusalLog implements RefusalLog, AutoCloseable {

  static final String FILE = "refusals.db";

  private static final int SLICE = 256;
  private static final long LEAST_BUDGET = 1 << 20;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration CHECKPOINT = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final RefusalTally tally;
  private final RefusalFile file;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Thread thread = new Thread(this::loop, "refusal-writer");
  private final Object changed = new Object();
  private final CountDownLatch closing = new CountDownLatch(1);
  private List<RefusalRecord> pending = List.of();
  private Deadline nextCheckpoint;
  private boolean dirty;
  private long saved;
  private long failures;
  private @Nullable Throwable unwritten;
  private @Nullable Throwable notCheckpointed;

  private SqliteRefusalLog(
      RefusalTally tally, RefusalFile file, InstantSource clock, Ticker ticker) {
    this.tally = tally;
    this.file = file;
    this.clock = clock;
    this.ticker = ticker;
    this.nextCheckpoint = Deadline.in(CHECKPOINT, ticker);
    thread.setDaemon(true);
  }

  /**
   * Opens the lane's file in the store's directory, creating it where there is none.
   *
   * @param rate up to which each refusal is a record of its own
   * @param diskBudget bytes that the file and its log may take, at least 1 MiB; when they are
   *     spent, old records are put together
   * @throws StoreUnusable when the file cannot be opened
   */
  public static SqliteRefusalLog open(
      Path directory, InstantSource clock, Ticker ticker, RateLimit rate, long diskBudget) {
    if (diskBudget < LEAST_BUDGET) {
      throw new IllegalArgumentException("the refusal lane needs a disk budget of 1 MiB or more");
    }
    long pages = diskBudget / 4 * 3 / Database.PAGE;
    try {
      StoreDirectory.create(directory);
      Path path = StoreDirectory.privateFile(directory.resolve(FILE));
      Connection connection = Database.open(path);
      try {
        Database.setUpLane(connection, pages);
        SqliteSchema.migrateRefusals(connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      RefusalFile file = new RefusalFile(new Statements(connection), path, pages);
      SqliteRefusalLog lane = new SqliteRefusalLog(new RefusalTally(rate), file, clock, ticker);
      lane.thread.start();
      return lane;
    } catch (SQLException | IOException e) {
      throw new StoreUnusable("cannot open the refusals in " + directory, e);
    }
  }

  @Override
  public AuditId record(UnidentifiedRefusal refusal) {
    return tally.add(refusal, ticker.nanos() / 1_000);
  }

  /** How many recorded refusals the file does not have yet. */
  public long unsaved() {
    synchronized (changed) {
      return tally.recorded() - saved;
    }
  }

  /** How often writing or checkpointing has failed since the lane was opened. */
  public long failures() {
    synchronized (changed) {
      return failures;
    }
  }

  /**
   * Why what was recorded does not get to the disk at present; empty when it does. Signing goes on
   * meanwhile, and so do the attempts; a refusal that is not written is lost with the process.
   */
  public Optional<Throwable> trouble() {
    synchronized (changed) {
      return Optional.ofNullable(unwritten == null ? notCheckpointed : unwritten);
    }
  }

  /**
   * Waits until everything that was recorded before can be read back.
   *
   * @return false when the deadline passed first or the thread was interrupted; the interrupt flag
   *     is then set again
   */
  public boolean flush(Deadline deadline) {
    long wanted = tally.recorded();
    synchronized (changed) {
      while (saved < wanted && !deadline.hasPassed()) {
        try {
          changed.wait(Math.max(1, deadline.remaining().toMillis()));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return saved >= wanted;
    }
  }

  private void loop() {
    boolean last = false;
    while (!last) {
      last = pause();
      save();
      checkpointWhenDue(last);
    }
  }

  /** Returns whether this is the last round. */
  private boolean pause() {
    try {
      return closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void save() {
    if (pending.isEmpty()) {
      pending = tally.take(clock.instant());
    }
    while (!pending.isEmpty()) {
      List<RefusalRecord> slice = pending.subList(0, Math.min(SLICE, pending.size()));
      try {
        file.save(slice);
      } catch (Throwable e) {
        failed(e, notCheckpointed);
        file.rollBack();
        return; // what is pending stays so; the next round tries again
      }
      dirty = true;
      long count = slice.stream().mapToLong(RefusalRecord::count).sum();
      pending = pending.subList(slice.size(), pending.size());
      synchronized (changed) {
        saved += count;
        unwritten = null;
        changed.notifyAll();
      }
    }
  }

  private void checkpointWhenDue(boolean now) {
    if (!dirty || !(now || nextCheckpoint.hasPassed())) {
      return;
    }
    nextCheckpoint = Deadline.in(CHECKPOINT, ticker);
    try {
      file.checkpoint();
      dirty = false;
      synchronized (changed) {
        notCheckpointed = null;
      }
    } catch (Throwable e) {
      failed(unwritten, e); // tried again when it is due the next time
    }
  }

  private void failed(@Nullable Throwable writing, @Nullable Throwable checkpointing) {
    synchronized (changed) {
      failures++;
      unwritten = writing;
      notCheckpointed = checkpointing;
    }
  }

  /** Writes what is recorded, then closes the file. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(LAST_WORDS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      file.close();
    } catch (SQLException e) {
      throw new StoreUnusable("the refusals did not close cleanly", e);
    }
  }
}
