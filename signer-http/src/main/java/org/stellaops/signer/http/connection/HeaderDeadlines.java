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
 * Closes connections whose next request does not arrive in time. An idle timeout alone is no bound:
 * a byte now and then would hold a connection for ever.
 */
public final class HeaderDeadlines implements Connection.Listener, AutoCloseable {

  private static final long LONGEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Map<Connection, Long> waiting = new ConcurrentHashMap<>();
  private final Ticker ticker;
  private final long allowedNanos;
  private final Metrics metrics;
  private final ScheduledExecutorService sweeper;
  private final ScheduledFuture<?> sweeping;

  public HeaderDeadlines(Ticker ticker, Connections limits, Metrics metrics) {
    this.ticker = ticker;
    this.allowedNanos = limits.headerTime().toNanos();
    this.metrics = metrics;
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("header-deadlines").factory());
    long step = Math.min(LONGEST_STEP_NANOS, Math.max(1, allowedNanos / 4));
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

  private void sweep() {
    long now = ticker.nanos();
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
