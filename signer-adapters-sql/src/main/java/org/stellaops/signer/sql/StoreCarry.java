package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/**
 * Carries what may never be forgotten from one store into another that takes its place: which keys
 * there are, where each is in its life, whether signing is stopped, which images people let pass,
 * which emergency bypasses were ever opened, and the security keys of persons. What waits for a
 * second person of a key or the seal is not carried, and has to be asked for anew.
 */
public final class StoreCarry {

  /** To which rows are only added, so that an older copy of one holds the beginning of it. */
  private static final List<String> HISTORIES =
      List.of(
          "key_event",
          "seal",
          "approval_step",
          "bypass_event",
          "security_key",
          "security_key_step",
          "security_key_count");

  private static final String KEYS = "signing_key";

  private StoreCarry() {}

  /**
   * What the other store has now.
   *
   * @param keys how many it knows
   * @param events how many events of keys it did not know before
   * @param acts how many acts on the seal it did not know before
   */
  public record Carried(int keys, int events, int acts) {}

  private record Table(List<String> columns, List<List<@Nullable Object>> rows) {}

  /**
   * Makes the catalog and the seal of {@code to} those of {@code from}, in one transaction.
   *
   * @param to a directory without a store, where a new one is made; or a store that no process has
   *     open, and that is new or an older copy of {@code from}
   * @throws StoreUnusable either cannot be read, {@code from} contradicts itself, or {@code to} has
   *     another history; nothing was changed
   * @throws StoreInUse a process has {@code to} open
   */
  public static Carried carry(Path from, Path to) {
    Map<String, Table> all =
        StoreMaintenance.with(
            from,
            connection -> {
              Statements sql = new Statements(connection);
              List<String> problems = KeyHistory.problems(sql);
              if (!problems.isEmpty()) {
                throw new StoreUnusable("the store in " + from + ": " + problems.getFirst());
              }
              Map<String, Table> read = new LinkedHashMap<>();
              read.put(KEYS, table(sql, KEYS, "tenant, name"));
              for (String history : HISTORIES) {
                read.put(history, table(sql, history, "sequence"));
              }
              return read;
            });
    try (StoreDirectory held = StoreDirectory.lock(to)) {
      Path file = held.path().resolve(SqliteStore.FILE);
      SqliteStore.requireNoRemains(file);
      boolean log = LogMark.isThere(StoreFiles.privateFile(file));
      try (Connection connection = Database.open(file)) {
        Database.setUpWriter(connection);
        SqliteSchema.migrate(connection);
        StoreDirectory.sync(held.path());
        Statements sql = new Statements(connection);
        LogMark.require(sql, log, to);
        Carried carried = write(sql, all, to);
        LogMark.clear(sql);
        return carried;
      }
    } catch (SQLException | IOException e) {
      throw new StoreUnusable("cannot carry into the store in " + to + ": " + e.getMessage(), e);
    }
  }

  private static Carried write(Statements sql, Map<String, Table> all, Path to)
      throws SQLException {
    sql.run("BEGIN IMMEDIATE");
    try {
      Map<String, List<List<@Nullable Object>>> missing = new LinkedHashMap<>();
      for (String history : HISTORIES) {
        List<List<@Nullable Object>> there = table(sql, history, "sequence").rows();
        List<List<@Nullable Object>> rows = of(all, history).rows();
        if (there.size() > rows.size() || !there.equals(rows.subList(0, there.size()))) {
          throw new StoreUnusable(
              "the store in "
                  + to
                  + " has a history of its own; carry into a new one, or into an older copy");
        }
        missing.put(history, rows.subList(there.size(), rows.size()));
      }
      keys(sql, of(all, KEYS));
      for (String history : HISTORIES) {
        for (List<@Nullable Object> row : missing.getOrDefault(history, List.of())) {
          insert(sql, history, of(all, history).columns(), row);
        }
      }
      sql.run("COMMIT");
      return new Carried(
          of(all, KEYS).rows().size(),
          missing.getOrDefault("key_event", List.of()).size(),
          missing.getOrDefault("seal", List.of()).size());
    } catch (SQLException | RuntimeException e) {
      sql.run("ROLLBACK");
      throw e;
    }
  }

  private static void keys(Statements sql, Table wanted) throws SQLException {
    List<List<@Nullable Object>> there = table(sql, KEYS, "tenant, name").rows();
    for (List<@Nullable Object> row : wanted.rows()) {
      if (there.contains(row)) {
        continue;
      }
      if (there.stream().noneMatch(old -> old.subList(0, 2).equals(row.subList(0, 2)))) {
        insert(sql, KEYS, wanted.columns(), row);
        continue;
      }
      List<@Nullable Object> arguments = new ArrayList<>(row);
      arguments.add(row.get(0));
      arguments.add(row.get(1));
      sql.update(
          "UPDATE signing_key SET "
              + String.join(" = ?, ", wanted.columns())
              + " = ? WHERE tenant = ? AND name = ?",
          arguments.toArray());
    }
  }

  private static Table of(Map<String, Table> all, String name) {
    return all.getOrDefault(name, new Table(List.of(), List.of()));
  }

  private static void insert(
      Statements sql, String table, List<String> columns, List<@Nullable Object> row)
      throws SQLException {
    sql.update(
        "INSERT INTO "
            + table
            + " ("
            + String.join(", ", columns)
            + ") VALUES ("
            + String.join(", ", Collections.nCopies(columns.size(), "?"))
            + ")",
        row.toArray());
  }

  private static Table table(Statements sql, String name, String order) throws SQLException {
    List<String> columns =
        sql.all("SELECT name FROM pragma_table_info('" + name + "')", row -> row.getString(1));
    List<List<@Nullable Object>> rows =
        sql.all(
            "SELECT " + String.join(", ", columns) + " FROM " + name + " ORDER BY " + order,
            row -> values(row, columns.size()));
    return new Table(columns, rows);
  }

  /** Bytes as a value that equals its like. */
  private static List<@Nullable Object> values(ResultSet row, int columns) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns];
    for (int i = 0; i < columns; i++) {
      Object value = row.getObject(i + 1);
      values[i] = value instanceof byte[] bytes ? Bytes.adopt(bytes) : value;
    }
    return Arrays.asList(values);
  }
}
