package org.stellaops.signer.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that answers every request as the test last said. */
final class FakeIssuer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private volatile String mediaType = "application/json";
  private volatile String body = "{\"keys\":[]}";
  private volatile Duration stall = Duration.ZERO;
  private volatile boolean drip;
  private volatile boolean redirect;
  private volatile String lastBody = "";
  private volatile String lastAuthorization = "";

  FakeIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  void answer(int newStatus, String newMediaType, String newBody) {
    status = newStatus;
    mediaType = newMediaType;
    body = newBody;
  }

  void stall(Duration time) {
    stall = time;
  }

  void drip() {
    drip = true;
  }

  void redirect() {
    redirect = true;
  }

  int requests() {
    return requests.get();
  }

  String lastToken() {
    String value = lastBody.substring("token=".length());
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  String lastAuthorization() {
    return lastAuthorization;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      lastAuthorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      Thread.sleep(stall.toMillis());
      exchange.getResponseHeaders().set("Content-Type", mediaType);
      if (redirect && exchange.getRequestURI().getPath().equals("/first")) {
        exchange.getResponseHeaders().set("Location", at("/second").toString());
        exchange.sendResponseHeaders(307, -1);
        return;
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : drip ? 1_000 : bytes.length);
      OutputStream out = exchange.getResponseBody();
      for (int i = 0; drip && i < 600; i++) {
        out.write('x');
        out.flush();
        Thread.sleep(100);
      }
      out.write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
