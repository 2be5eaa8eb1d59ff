package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * Checks and copies a store, beside the process that has it open or without one. While it reads,
 * the log of a store in use is not begun anew, so it grows with what is written meanwhile.
 */
public final class StoreMaintenance {

  private static final int ALL_PAGES = -1;
  private static final int MOST_PROBLEMS = 20;

  private StoreMaintenance() {}

  /**
   * What a check found.
   *
   * @param auditRecords how many there are
   * @param openRequests how many are not concluded yet
   * @param problems what is wrong with the file; empty where nothing is
   */
  public record Checked(long auditRecords, long openRequests, List<String> problems) {

    public Checked {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the whole store.
   *
   * @throws StoreUnusable there is none, or it cannot be opened as it is
   */
  public static Checked check(Path directory) {
    return with(directory, StoreMaintenance::examine);
  }

  /**
   * Writes a copy of one moment that needs no log, by SQLite's online backup.
   *
   * @param target a directory that is not there yet or empty; the copy is a store in it
   * @return what a check of the copy found
   * @throws StoreUnusable there is no store, or the copy could not be written; nothing is left of
   *     it
   */
  public static Checked backup(Path directory, Path target) {
    return with(
        directory,
        from -> {
          createApart(directory, target);
          try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
              throw new StoreUnusable("the backup's directory is not empty: " + target);
            }
          }
          StoreFiles.requirePrivate(target);
          Path draft = target.toRealPath().resolve("journal.db.new");
          try {
            StoreFiles.privateFile(draft);
            copy(from, draft);
            Checked copied = finish(draft);
            Files.move(draft, draft.resolveSibling(SqliteStore.FILE));
            StoreDirectory.sync(target);
            return copied;
          } finally {
            for (String end : List.of("", "-wal", "-shm", "-journal")) {
              Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + end));
            }
          }
        });
  }

  private static void createApart(Path directory, Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(target)) {
      throw new StoreUnusable(
          "the backup needs a directory of its own, and " + target + " is none");
    }
    @Nullable Path there = target.toAbsolutePath().normalize();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && there.toRealPath().startsWith(directory.toRealPath())) {
      throw new StoreUnusable("the backup " + target + " would be in the store itself");
    }
    StoreDirectory.create(target);
  }

  /**
   * Lets a store be opened that was copied without its log: what the log held is lost, among it
   * proofs that were used and signatures that were made.
   *
   * @throws StoreInUse when a process has it open
   */
  public static void acceptWithoutLog(Path directory) {
    requireThere(directory);
    try (StoreDirectory held = StoreDirectory.lock(directory);
        Connection connection = openWhole(held.path().resolve(SqliteStore.FILE))) {
      Database.setUpWriter(connection);
      SqliteSchema.migrate(connection);
      new Statements(connection).update("UPDATE store SET needs_log = 0");
    } catch (SQLException | IOException e) {
      throw new StoreUnusable("cannot open the store in " + directory, e);
    }
  }

  /** What is read of a store. */
  interface Use<T> {
    T of(Connection connection) throws SQLException, IOException;
  }

  /** Reads a store beside the process that has it open, or alone. */
  static <T> T with(Path directory, Use<T> use) {
    requireThere(directory);
    try {
      @Nullable StoreDirectory held = lockIfFree(directory);
      try {
        return held == null ? beside(directory, use) : alone(held.path(), use);
      } finally {
        if (held != null) {
          held.close();
        }
      }
    } catch (SQLException | IOException e) {
      throw new StoreUnusable(
          "cannot read or copy the store in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void requireThere(Path directory) {
    if (!Files.isRegularFile(directory.resolve(SqliteStore.FILE))) {
      throw new StoreUnusable("there is no store in " + directory);
    }
  }

  private static @Nullable StoreDirectory lockIfFree(Path directory) {
    try {
      return StoreDirectory.lock(directory);
    } catch (StoreInUse e) {
      return null;
    }
  }

  static <T> T beside(Path directory, Use<T> use) throws SQLException, IOException {
    Path file = directory.toRealPath().resolve(SqliteStore.FILE);
    try (Connection connection = Database.openBeside(file)) {
      Database.setUpReader(connection);
      SqliteSchema.requireKnown(connection);
      return use.of(connection);
    }
  }

  /** As the last connection, closing this one folds the log in, so the file says so. */
  private static <T> T alone(Path directory, Use<T> use) throws SQLException, IOException {
    Path file = directory.resolve(SqliteStore.FILE);
    boolean log = LogMark.isThere(file);
    try (Connection connection = openWhole(file)) {
      Database.setUpWriter(connection);
      SqliteSchema.requireKnown(connection);
      Statements sql = new Statements(connection);
      LogMark.require(sql, log, directory);
      LogMark.clear(sql);
      return use.of(connection);
    }
  }

  private static Connection openWhole(Path file) throws SQLException, IOException {
    SqliteStore.requireNoRemains(file);
    return Database.open(file);
  }

  private static void copy(Connection from, Path to) throws SQLException {
    DB database = ((SQLiteConnection) from).getDatabase();
    int code = database.backup("main", to.toString(), (remaining, pages) -> {}, 0, 0, ALL_PAGES);
    if (code != 0) {
      throw new StoreUnusable("the copy to " + to + " failed with SQLite's code " + code);
    }
  }

  /** Marks the copy as complete without a log, and reads all of it. */
  private static Checked finish(Path copy) throws SQLException {
    try (Connection connection = Database.open(copy)) {
      Database.setUpWriter(connection);
      LogMark.clear(new Statements(connection));
      Checked checked = examine(connection);
      if (!checked.problems().isEmpty()) {
        throw new StoreUnusable("the copy is damaged: " + checked.problems().getFirst());
      }
      return checked;
    }
  }

  private static Checked examine(Connection connection) throws SQLException {
    Statements sql = new Statements(connection);
    List<String> problems =
        new ArrayList<>(
            sql.all("PRAGMA integrity_check(" + MOST_PROBLEMS + ")", row -> row.getString(1)));
    problems.remove("ok");
    if (!problems.isEmpty()) {
      return new Checked(0, 0, problems);
    }
    problems.addAll(SqliteSchema.differences(sql));
    if (problems.stream().anyMatch(problem -> problem.startsWith("it lacks table"))) {
      return new Checked(0, 0, problems);
    }
    long records = number(sql, "SELECT count(*) FROM audit");
    long last = number(sql, "SELECT coalesce(max(sequence), 0) FROM audit");
    if (records != last) {
      problems.add("audit records are missing: " + records + " of " + last + " are there");
    }
    problems.addAll(KeyHistory.problems(sql));
    return new Checked(records, number(sql, "SELECT count(*) FROM open_request"), problems);
  }

  private static long number(Statements sql, String query) throws SQLException {
    return sql.first(query, row -> row.getLong(1)).orElse(0L);
  }
}
