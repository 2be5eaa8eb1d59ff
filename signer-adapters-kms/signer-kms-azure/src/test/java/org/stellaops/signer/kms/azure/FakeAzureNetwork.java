package org.stellaops.signer.kms.azure;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fake of the network between a client and Azure: a proxy that leads each host to the fake that
 * stands for it, so that hosts have their own names, and their own certificates to show. It reaches
 * no other host, and notes who was asked for.
 */
final class FakeAzureNetwork implements AutoCloseable {

  private static final Pattern CONNECT = Pattern.compile("CONNECT ([^: ]+):443 HTTP/1\\.[01].*");

  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = FakeAzure.threads();
  private final ServerSocket proxy;

  /** From now on this JVM's HTTPS goes here. */
  FakeAzureNetwork() {
    try {
      proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::serve);
    System.setProperty("https.proxyHost", "127.0.0.1");
    System.setProperty("https.proxyPort", String.valueOf(proxy.getLocalPort()));
  }

  void lead(String host, int port) {
    ports.put(host, port);
  }

  /** Hosts to which a connection was asked for, in order. */
  List<String> asked() {
    return asked;
  }

  private void serve() {
    while (!proxy.isClosed()) {
      try {
        Socket client = proxy.accept();
        threads.execute(() -> tunnel(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void tunnel(Socket client) {
    open.add(client);
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      Matcher wanted = CONNECT.matcher(head(in));
      String host = wanted.lookingAt() ? wanted.group(1) : "";
      asked.add(host);
      OutputStream out = client.getOutputStream();
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), ports.get(host))) {
        server.setTcpNoDelay(true);
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        threads.execute(() -> pump(server, client));
        in.transferTo(server.getOutputStream());
      } catch (IOException | NullPointerException e) {
        out.write(
            "HTTP/1.1 502 no\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // One of the two has gone.
    } finally {
      open.remove(client);
    }
  }

  private static void pump(Socket server, Socket client) {
    try (server;
        client) {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() {
    System.clearProperty("https.proxyHost");
    System.clearProperty("https.proxyPort");
    try {
      proxy.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
