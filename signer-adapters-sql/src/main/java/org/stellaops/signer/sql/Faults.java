package org.stellaops.signer.sql;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What an error of SQLite means for what may be done next. */
final class Faults {

  private static final int PRIMARY = 0xff;

  private Faults() {}

  /** The step broke a constraint: it contradicts what is recorded. Only it has failed. */
  static boolean isContradiction(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  /**
   * The medium is full or somebody else holds the file. In WAL mode the commit frame is written
   * last, so neither can follow a commit that took effect.
   */
  static boolean isRefusal(SQLException e) {
    int code = primary(e);
    return code == SQLiteErrorCode.SQLITE_FULL.code || code == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  /** The medium failed: what is on it cannot be known by asking again. */
  static boolean isFatal(SQLException e) {
    int code = primary(e);
    return code == SQLiteErrorCode.SQLITE_IOERR.code
        || code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  private static int primary(SQLException e) {
    return e.getErrorCode() & PRIMARY;
  }
}
