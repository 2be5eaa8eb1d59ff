package org.stellaops.signer.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens connections whose commits a test watches, holds up or makes fail. */
final class CommitFaults implements Database.Opener {

  /** What a commit does; {@code commit} runs the real one. */
  @FunctionalInterface
  interface Around {
    void commit(Commit commit) throws SQLException;
  }

  /** The real commit. */
  @FunctionalInterface
  interface Commit {
    void run() throws SQLException;
  }

  final List<Connection> opened = new ArrayList<>();
  final List<String> events = new CopyOnWriteArrayList<>();
  private volatile Around around = Commit::run;
  private String ignored = "nothing";

  /** Statements that begin so are not carried out. */
  void ignore(String statement) {
    ignored = statement;
  }

  void set(Around next) {
    around = next;
  }

  /** The commit fails and did not happen. */
  static void failsBefore(Commit commit) throws SQLException {
    throw new SQLiteException("fsync", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
  }

  /** The commit fails but did happen. */
  static void failsAfter(Commit commit) throws SQLException {
    commit.run();
    throw new SQLiteException("fsync", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
  }

  /** The disk is full. */
  static void full(Commit commit) throws SQLException {
    throw new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL);
  }

  @Override
  public Connection open(Path file) throws SQLException {
    Connection real = Database.open(file);
    opened.add(real);
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              Object answer = invoke(real, method, arguments);
              if (answer instanceof PreparedStatement statement) {
                return "COMMIT".equals(arguments[0]) ? watched(statement) : answer;
              }
              return answer instanceof Statement statement ? deaf(statement) : answer;
            });
  }

  private Statement deaf(Statement real) {
    return (Statement)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Statement.class},
            (proxy, method, arguments) ->
                method.getName().equals("execute") && arguments[0].toString().startsWith(ignored)
                    ? false
                    : invoke(real, method, arguments));
  }

  private PreparedStatement watched(PreparedStatement real) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("execute")) {
                events.add("commit begins");
                around.commit(real::execute);
                events.add("commit returns");
                return false;
              }
              return invoke(real, method, arguments);
            });
  }

  private static Object invoke(Object real, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
