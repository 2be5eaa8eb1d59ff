package org.stellaops.signer.sql;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The mark in the database that its write-ahead log belongs to it. It is set, and in the database
 * itself, while a process has the store open, so a copy of {@code journal.db} alone shows that what
 * the log held is missing.
 */
final class LogMark {

  private LogMark() {}

  /** To be asked before the database is opened: opening makes a log. */
  static boolean isThere(Path database) {
    return Files.exists(
        database.resolveSibling(database.getFileName() + "-wal"), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * @throws StoreUnusable the database was in use when it was copied, and the log is not here
   */
  static void require(Statements sql, boolean isThere, Path directory) throws SQLException {
    boolean needed =
        sql.first("SELECT needs_log FROM store", row -> row.getInt(1) == 1).orElse(false);
    if (needed && !isThere) {
      throw new StoreUnusable(
          "the store in "
              + directory
              + " lacks journal.db-wal: journal.db was copied from a store in use. Copy both files"
              + " of one moment, or restore what stella store backup wrote. To go on without what"
              + " is missing: stella store check --accept-loss --directory "
              + directory);
    }
  }

  static void clear(Statements sql) throws SQLException {
    sql.update("UPDATE store SET needs_log = 0");
  }
}
