package org.stellaops.signer.oci.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.stellaops.signer.model.Deadline;

/**
 * Opens connections, the one place where a name becomes an address. The name is resolved once,
 * every address it has is checked, and the socket is connected to one of those address objects:
 * between the check and the connect there is no second resolution that could answer otherwise. TLS
 * then checks the certificate against the name. Proxies set for the whole JVM are not used.
 */
public final class Dialer {

  /** Turns a host name into addresses; the system's, or a test's. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static final Duration LONGEST_RESOLUTION = Duration.ofSeconds(2);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final Reach reach;
  private final Resolver resolver;
  private final SSLSocketFactory tls;

  public Dialer(Reach reach, Resolver resolver, SSLSocketFactory tls) {
    this.reach = reach;
    this.resolver = resolver;
    this.tls = tls;
  }

  /**
   * Connects, and shakes hands if {@code origin} is secure.
   *
   * @param opened is given the socket as soon as it exists, so that a deadline can close it
   * @throws IOException an address is not permitted, nothing answers, or TLS fails
   */
  Socket dial(Origin origin, Deadline deadline, Consumer<Socket> opened) throws IOException {
    if (!origin.secure() && reach != Reach.LOOPBACK) {
      throw new IOException("plain HTTP is spoken to this machine only");
    }
    if (deadline.hasPassed()) {
      throw new IOException("the deadline has passed");
    }
    InetAddress[] addresses = resolve(origin.host(), deadline);
    for (InetAddress address : addresses) {
      if (!reach.permits(address)) {
        throw new IOException("an address of " + origin.host() + " is not permitted");
      }
    }
    Socket socket = connect(addresses, origin.port(), deadline, opened);
    return origin.secure() ? secured(socket, origin) : socket;
  }

  private InetAddress[] resolve(String host, Deadline deadline) throws IOException {
    FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(host));
    Thread thread = new Thread(task, "registry-name-resolution");
    thread.setDaemon(true);
    thread.start();
    try {
      InetAddress[] addresses =
          task.get(deadline.within(LONGEST_RESOLUTION).remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (addresses.length == 0) {
        throw new UnknownHostException(host);
      }
      return addresses;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the name " + host + " is not resolved", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Socket connect(
      InetAddress[] addresses, int port, Deadline deadline, Consumer<Socket> opened)
      throws IOException {
    IOException last = new IOException("the deadline has passed");
    for (InetAddress address : addresses) {
      long millis = deadline.within(LONGEST_CONNECT).remaining().toMillis();
      if (millis < 1) {
        break;
      }
      Socket socket = new Socket(Proxy.NO_PROXY);
      opened.accept(socket);
      try {
        socket.connect(new InetSocketAddress(address, port), (int) millis);
        socket.setTcpNoDelay(true);
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last;
  }

  private Socket secured(Socket socket, Origin origin) throws IOException {
    try {
      SSLSocket secured = (SSLSocket) tls.createSocket(socket, origin.host(), origin.port(), true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
