package org.stellaops.signer.oci.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.stellaops.signer.model.Deadline;

/**
 * The GETs of one look-up: connections are reused within it and closed with it. When the deadline
 * passes, every socket is closed from outside, so that no slow peer can hold a read, a write or a
 * handshake any longer. For one thread.
 */
public final class HttpSession implements AutoCloseable {

  private final Dialer dialer;
  private final Deadline deadline;
  private final ScheduledFuture<?> alarm;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Map<Origin, HttpConnection> connections = new HashMap<>();
  private volatile boolean over;

  /**
   * @param alarms closes sockets at the deadline
   */
  public HttpSession(Dialer dialer, Deadline deadline, ScheduledExecutorService alarms) {
    this.dialer = dialer;
    this.deadline = deadline;
    this.alarm =
        alarms.schedule(this::closeSockets, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void closeSockets() {
    over = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        over = true;
      }
    }
  }

  /**
   * Gets {@code target} from {@code origin}; redirects are the caller's to judge.
   *
   * @throws IOException unreachable, not permitted, out of form, or the deadline has passed
   */
  public HttpAnswer get(Origin origin, String target, Map<String, String> headers, int maxBody)
      throws IOException {
    HttpConnection open = connections.remove(origin);
    if (open != null && open.reusable()) {
      try {
        return exchange(open, origin, target, headers, maxBody);
      } catch (IOException e) {
        open.close();
        if (!open.wasClosed(e) || deadline.hasPassed() || over) {
          throw e;
        }
        // An idle connection that the peer gave up: the GET was not answered, so it is made anew.
      }
    }
    Socket socket = dialer.dial(origin, deadline, this::opened);
    return exchange(
        new HttpConnection(socket, origin.authority()), origin, target, headers, maxBody);
  }

  private void opened(Socket socket) {
    sockets.add(socket);
    if (over) {
      closeSockets();
    }
  }

  private HttpAnswer exchange(
      HttpConnection connection,
      Origin origin,
      String target,
      Map<String, String> headers,
      int maxBody)
      throws IOException {
    HttpAnswer answer = connection.get(target, headers, maxBody);
    if (connection.reusable()) {
      connections.put(origin, connection);
    } else {
      connection.close();
    }
    return answer;
  }

  @Override
  public void close() {
    alarm.cancel(false);
    closeSockets();
  }
}
