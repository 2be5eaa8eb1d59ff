package org.stellaops.signer.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/** The statements of one connection, each prepared once and kept open. Used by one thread. */
final class Statements implements AutoCloseable {

  /** Turns the current row into a value. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement that takes and returns nothing. */
  void run(String sql) throws SQLException {
    use(sql, PreparedStatement::execute);
  }

  /** Runs a statement and returns how many rows it changed. */
  int update(String sql, @Nullable Object... arguments) throws SQLException {
    return use(
        sql,
        statement -> {
          bind(statement, arguments);
          return statement.executeUpdate();
        });
  }

  <T> Optional<T> first(String sql, Row<T> reader, @Nullable Object... arguments)
      throws SQLException {
    return use(
        sql,
        statement -> {
          bind(statement, arguments);
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
          }
        });
  }

  <T> List<T> all(String sql, Row<T> reader, @Nullable Object... arguments) throws SQLException {
    return use(
        sql,
        statement -> {
          bind(statement, arguments);
          try (ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
              values.add(reader.read(rows));
            }
            return values;
          }
        });
  }

  /** The driver gives up a statement whose execution has failed, so the next use prepares anew. */
  private <T> T use(String sql, Use<T> use) throws SQLException {
    PreparedStatement statement = statement(sql);
    try {
      return use.of(statement);
    } catch (SQLException e) {
      prepared.remove(sql);
      try {
        statement.close();
      } catch (SQLException alreadyGone) {
        e.addSuppressed(alreadyGone);
      }
      throw e;
    }
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (argument instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else if (argument instanceof Bytes bytes) {
        statement.setBytes(i + 1, bytes.toByteArray());
      } else if (argument == null) {
        statement.setNull(i + 1, java.sql.Types.NULL);
      } else {
        statement.setString(i + 1, argument.toString());
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
