package org.stellaops.signer.sql;

import java.io.File;
import java.nio.file.Path;
import java.sql.SQLException;
import org.stellaops.signer.model.Ticker;

/**
 * Folds the write-ahead log into the database when it has grown, when it has grown old, and when
 * nothing is to be written. Once all of it is folded in, the next commit begins it anew and cuts it
 * to {@link #KEPT}. Used by the writing thread alone.
 */
final class Checkpoints {

  /** Bytes of the log at which it is folded in. */
  static final long SIZE = 4L << 20;

  /** Bytes of the log that stay allocated: to write over them costs less than to grow. */
  static final long KEPT = 1L << 20;

  private static final long AGE_NANOS = 10_000_000_000L;

  private final Statements sql;
  private final File log;
  private final Ticker ticker;
  private boolean pending = true;
  private long since;
  private long dueAt = SIZE;

  Checkpoints(Statements sql, Path database, Ticker ticker) {
    this.sql = sql;
    this.log = database.resolveSibling(database.getFileName() + "-wal").toFile();
    this.ticker = ticker;
    this.since = ticker.nanos();
  }

  /** Takes note of a commit. */
  void committed() throws SQLException {
    long now = ticker.nanos();
    if (!pending) {
      pending = true;
      since = now;
    }
    long bytes = bytes();
    if (bytes < SIZE) {
      dueAt = SIZE;
    }
    if (bytes >= dueAt || now - since >= AGE_NANOS) {
      fold();
      // A read that lasts keeps the log from beginning anew: do not try at each commit.
      dueAt = Math.max(SIZE, bytes + KEPT);
      since = now;
    }
  }

  /** Nothing is to be written now. */
  void idle() throws SQLException {
    if (pending) {
      fold();
    }
  }

  /** What the log takes on the disk. */
  long bytes() {
    return log.length();
  }

  /** Never waits for readers, and folds in what none of them still needs. */
  private void fold() throws SQLException {
    try {
      pending =
          !sql.first(
                  "PRAGMA wal_checkpoint(PASSIVE)",
                  row -> row.getInt(1) == 0 && row.getInt(2) == row.getInt(3))
              .orElse(false);
    } catch (SQLException e) {
      if (!Faults.isRefusal(e)) {
        throw e;
      }
    }
  }
}
