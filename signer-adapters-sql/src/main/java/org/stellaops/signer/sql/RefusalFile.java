package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * The lane's file, kept within a number of pages. When it fills up, old records are put together
 * rather than dropped: first those of an hour, then without their sources, then those of a day
 * without their reasons, at last all of them. The counts always add up; ids that went into another
 * record are no longer found. Used by the lane's thread.
 */
final class RefusalFile {

  private static final int CHUNK = 2_000;
  private static final int NEWEST = 1_000;
  private static final long HOUR = 3_600L * 1_000_000;

  private static final List<Coarser> STEPS =
      List.of(
          new Coarser("code", "reason", "source", HOUR, NEWEST),
          new Coarser("code", "reason", "'*'", HOUR, NEWEST),
          new Coarser("code", "'*'", "'*'", 24 * HOUR, 0),
          new Coarser("'*'", "'*'", "'*'", Long.MAX_VALUE, 0));

  private final Statements sql;
  private final Path log;
  private final long pages;

  /**
   * @param file the database file, which {@code sql} has open
   * @param pages how many pages it may have; its write-ahead log is kept to a sixth of that, or to
   *     one transaction
   */
  RefusalFile(Statements sql, Path file, long pages) {
    this.sql = sql;
    this.log = file.resolveSibling(file.getFileName() + "-wal");
    this.pages = pages;
  }

  /**
   * What a step of coarsening still tells apart.
   *
   * @param span microseconds within which records go together
   * @param spared how many of the newest rows stay as they are
   */
  private record Coarser(String code, String reason, String source, long span, int spared) {

    String select() {
      return "CREATE TEMP TABLE coarse AS SELECT min(sequence) AS sequence, id, "
          + code
          + " AS code, "
          + reason
          + " AS reason, "
          + source
          + " AS source, min(first_at) AS first_at, max(last_at) AS last_at, sum(count) AS count"
          + " FROM refusal WHERE sequence > ? AND sequence <= ? GROUP BY 3, 4, 5, refusal.first_at"
          + " / "
          + span;
    }
  }

  /** Saves all or none of a few records. */
  void save(List<RefusalRecord> records) throws SQLException {
    if (usedPages() > pages / 10 * 8) {
      coarsen();
    }
    shortenLog();
    sql.run("BEGIN IMMEDIATE");
    for (RefusalRecord record : records) {
      sql.update(
          "INSERT INTO refusal (id, code, reason, source, first_at, last_at, count)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
              + " last_at = max(last_at, excluded.last_at), count = count + excluded.count",
          record.id(),
          record.code(),
          record.reason(),
          record.sourcePrefix(),
          StoreClock.micros(record.firstAt()),
          StoreClock.micros(record.lastAt()),
          record.count());
    }
    sql.run("COMMIT");
  }

  /**
   * Empties a long write-ahead log; before a transaction, since one that committed must not fail.
   */
  private void shortenLog() throws SQLException {
    try {
      if (Files.exists(log) && Files.size(log) > pages * Database.PAGE / 6) {
        boolean shorter = tryCheckpoint();
        if (!shorter) {
          return; // a reader is in the way; the log grows until it is done
        }
      }
    } catch (IOException e) {
      throw new SQLException("the log cannot be measured", e);
    }
  }

  /** Ends a transaction that failed; some were ended by SQLite already. */
  void rollBack() {
    try {
      sql.run("ROLLBACK");
    } catch (SQLException e) {
      return; // nothing was open
    }
  }

  /** Puts old records together until half of the pages are free. */
  void coarsen() throws SQLException {
    for (Coarser step : STEPS) {
      if (usedPages() <= pages / 2) {
        return;
      }
      coarsen(step);
    }
  }

  private void coarsen(Coarser step) throws SQLException {
    long from = 0;
    long end = number("SELECT coalesce(max(sequence), 0) FROM refusal") - step.spared;
    while (from < end) {
      long to =
          number(
              "SELECT coalesce(max(sequence), 0) FROM (SELECT sequence FROM refusal"
                  + " WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?)",
              from,
              end,
              CHUNK);
      if (to == 0) {
        return;
      }
      putTogether(step, from, to);
      from = to;
    }
  }

  private void putTogether(Coarser step, long from, long to) throws SQLException {
    shortenLog();
    sql.run("BEGIN IMMEDIATE");
    sql.update(step.select(), from, to);
    sql.update("DELETE FROM refusal WHERE sequence > ? AND sequence <= ?", from, to);
    sql.run(
        "INSERT INTO refusal (sequence, id, code, reason, source, first_at, last_at, count)"
            + " SELECT sequence, id, code, reason, source, first_at, last_at, count FROM coarse");
    sql.run("DROP TABLE coarse");
    sql.run("COMMIT");
  }

  /** Makes everything that was saved survive the machine; throws while a reader is in the way. */
  void checkpoint() throws SQLException {
    if (!tryCheckpoint()) {
      throw new SQLException("somebody reads the refusals, so that they cannot be checkpointed");
    }
  }

  private boolean tryCheckpoint() throws SQLException {
    return sql.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1) == 0).orElse(false);
  }

  private long usedPages() throws SQLException {
    return number(
        "SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count");
  }

  private long number(String query, Object... arguments) throws SQLException {
    return sql.first(query, row -> row.getLong(1), arguments).orElse(0L);
  }

  void close() throws SQLException {
    sql.close();
  }
}
