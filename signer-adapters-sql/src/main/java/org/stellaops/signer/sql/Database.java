package org.stellaops.signer.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Opens connections and makes sure that SQLite took every setting that durability rests on. */
final class Database {

  private Database() {}

  /** Opens connections; a test wraps what comes out. */
  @FunctionalInterface
  interface Opener {
    Connection open(Path file) throws SQLException;
  }

  static Connection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // Else the driver asks for the last row's number after each insert, by a statement of its own.
    config.setGetGeneratedKeys(false);
    return config.createConnection(url(file));
  }

  /**
   * Opens a connection beside those of a process that writes. It cannot write: were that process
   * killed, this connection would be the last one, and its close would fold the log in.
   */
  static Connection openBeside(Path file) throws SQLException {
    SQLiteConfig readOnly = new SQLiteConfig();
    readOnly.setReadOnly(true);
    return readOnly.createConnection(url(file));
  }

  private static String url(Path file) {
    String path = file.toAbsolutePath().toString();
    if (path.indexOf('?') >= 0) {
      // The driver takes what follows a question mark for settings and opens another file.
      throw new StoreUnusable("the path of a store holds no question mark: " + path);
    }
    return "jdbc:sqlite:" + path;
  }

  /** For the one connection that writes: a commit returns after its fsync. */
  static void setUpWriter(Connection connection) throws SQLException {
    Map<String, String> settings = common();
    settings.put("journal_mode", "wal");
    settings.put("synchronous", "2");
    // Where fsync does not reach the medium (macOS) these do; elsewhere they change nothing.
    settings.put("fullfsync", "1");
    settings.put("checkpoint_fullfsync", "1");
    // The writer checkpoints by itself: inside a commit SQLite would swallow an fsync error.
    settings.put("wal_autocheckpoint", "0");
    // KiB, as a negative number: the newest pages of the audit records and their index.
    settings.put("cache_size", "-16384");
    settings.put("journal_size_limit", Long.toString(Checkpoints.KEPT));
    apply(connection, settings);
  }

  static void setUpReader(Connection connection) throws SQLException {
    Map<String, String> settings = common();
    settings.put("query_only", "1");
    apply(connection, settings);
  }

  private static Map<String, String> common() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("busy_timeout", "2000");
    settings.put("foreign_keys", "1");
    settings.put("trusted_schema", "0");
    return settings;
  }

  private static void apply(Connection connection, Map<String, String> settings)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        statement.execute("PRAGMA " + setting.getKey() + " = " + setting.getValue());
      }
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        requireTaken(statement, setting.getKey(), setting.getValue());
      }
    }
  }

  private static void requireTaken(Statement statement, String name, String wanted)
      throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      String actual = row.getString(1);
      if (!wanted.equals(actual)) {
        throw new StoreUnusable("SQLite did not take " + name + "=" + wanted + ": " + actual);
      }
    }
  }
}
