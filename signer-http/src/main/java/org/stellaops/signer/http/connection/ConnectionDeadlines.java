package org.stellaops.signer.http.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.http.observe.ConnectionFault;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.model.Ticker;

/**
 * Closes connections whose next request does not arrive in time, or whose answer is not read at the
 * least rate. An idle timeout alone is no bound: a byte now and then would hold a connection for
 * ever.
 */
public final class ConnectionDeadlines implements Connection.Listener, AutoCloseable {

  private static final long LONGEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Since when the next request's headers are waited for. */
  private final Map<Connection, Long> waiting = new ConcurrentHashMap<>();

  /** How long the part of an answer may take that is being written. */
  private final Map<Connection, Sending> sending = new ConcurrentHashMap<>();

  private final Ticker ticker;
  private final long allowedNanos;
  private final long graceNanos;
  private final long bytesPerSecond;
  private final Metrics metrics;
  private final ScheduledExecutorService sweeper;
  private final ScheduledFuture<?> sweeping;

  public ConnectionDeadlines(Ticker ticker, Connections limits, Metrics metrics) {
    this.ticker = ticker;
    this.allowedNanos = limits.headerTime().toNanos();
    this.graceNanos = limits.pace().toNanos();
    this.bytesPerSecond = limits.bytesPerSecond();
    this.metrics = metrics;
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("connection-deadlines").factory());
    long step = Math.min(LONGEST_STEP_NANOS, Math.max(1, Math.min(allowedNanos, graceNanos) / 4));
    sweeping = sweeper.scheduleWithFixedDelay(this::sweep, step, step, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return;
    }
    metrics.connectionOpened();
    waiting.put(connection, ticker.nanos());
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof SslConnection) {
      return;
    }
    metrics.connectionClosed();
    waiting.remove(connection);
    sending.remove(connection);
  }

  public void arrived(Connection connection) {
    waiting.remove(connection);
  }

  public void answered(Connection connection) {
    waiting.put(connection, ticker.nanos());
    if (!connection.getEndPoint().isOpen()) {
      waiting.remove(connection);
    }
  }

  private record Sending(long since, long allowedNanos) {}

  /** A part of an answer, {@code bytes} long, is being written until {@link #sent}. */
  public void sending(Connection connection, int bytes) {
    long allowed = graceNanos + Math.multiplyExact(bytes, NANOS) / bytesPerSecond;
    sending.put(connection, new Sending(ticker.nanos(), allowed));
  }

  public void sent(Connection connection) {
    sending.remove(connection);
  }

  private void sweep() {
    long now = ticker.nanos();
    sending.forEach((connection, part) -> {
      if (now - part.since() > part.allowedNanos() && sending.remove(connection, part)) {
        metrics.connectionFailed(ConnectionFault.SLOW_READER);
        connection.getEndPoint().close();
      }
    });
    waiting.forEach((connection, since) -> {
      if (now - since > allowedNanos && waiting.remove(connection, since)) {
        metrics.connectionFailed(ConnectionFault.SLOW_HEADERS);
        connection.getEndPoint().close();
      }
    });
  }

  @Override
  public void close() {
    sweeping.cancel(false);
    sweeper.shutdownNow();
  }
}
