package org.stellaops.signer.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;

/**
 * Reads the refusal lane's file, for operators: no tenant owns its records. May be open in another
 * process than the lane. Used by one thread at a time.
 */
public final class RefusalWriter implements AutoCloseable {

  private static final String COLUMNS =
      "SELECT id, code, reason, source, first_at, last_at, count FROM refusal";

  private final Statements sql;

  private RefusalWriter(Statements sql) {
    this.sql = sql;
  }

  /**
   * Opens the log of the store in {@code directory}.
   *
   * @return empty when nothing was ever recorded there
   * @throws StoreUnusable when the file cannot be read
   */
  public static Optional<RefusalWriter> open(Path directory) {
    Path path = directory.resolve(SqliteRefusalLog.FILE);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      Connection connection = Database.open(path);
      try {
        Database.setUpReader(connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return Optional.of(new RefusalWriter(new Statements(connection)));
    } catch (SQLException e) {
      throw new StoreUnusable("cannot read the refusals in " + directory, e);
    }
  }

  /** The record with this id, unless it was put together with others. */
  public Optional<RefusalRecord> find(AuditId id) {
    return read(COLUMNS + " WHERE id = ?", id).stream().findFirst();
  }

  /** The newest records, newest first. */
  public List<RefusalRecord> latest(int limit) {
    return read(COLUMNS + " ORDER BY sequence DESC LIMIT ?", limit);
  }

  /** How many refusals all records together stand for. */
  public long total() {
    try {
      return sql.first("SELECT coalesce(sum(count), 0) FROM refusal", row -> row.getLong(1))
          .orElse(0L);
    } catch (SQLException e) {
      throw new StoreUnusable("cannot read the refusals", e);
    }
  }

  private List<RefusalRecord> read(String query, @Nullable Object... arguments) {
    try {
      return sql.all(query, RefusalWriter::record, arguments);
    } catch (SQLException e) {
      throw new StoreUnusable("cannot read the refusals", e);
    }
  }

  private static RefusalRecord record(ResultSet row) throws SQLException {
    return new RefusalRecord(
        new AuditId(row.getString(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        StoreClock.instant(row.getLong(5)),
        StoreClock.instant(row.getLong(6)),
        row.getLong(7));
  }

  @Override
  public void close() {
    try {
      sql.close();
    } catch (SQLException e) {
      throw new StoreUnusable("the refusals did not close cleanly", e);
    }
  }
}
