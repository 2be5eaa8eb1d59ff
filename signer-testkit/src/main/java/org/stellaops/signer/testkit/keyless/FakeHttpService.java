package org.stellaops.signer.testkit.keyless;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/** A fake of a service on this machine, over plain HTTP, that misbehaves as it is told. */
abstract class FakeHttpService implements AutoCloseable {

  private static final int LONG = 1 << 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private volatile @Nullable ServiceFault fault;

  FakeHttpService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** An answer. */
  record Reply(int status, String mediaType, Bytes body) {
    static Reply json(int status, String body) {
      return new Reply(status, "application/json", Bytes.utf8(body));
    }
  }

  /**
   * A request.
   *
   * @param target path and query
   */
  record Asked(
      String method,
      String target,
      @Nullable String mediaType,
      @Nullable String authorization,
      Bytes body) {}

  /** What it answers when nothing is wrong with the service itself. */
  abstract Reply answer(Asked asked);

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on every request meets {@code wanted}. */
  public void arrange(ServiceFault wanted) {
    if (wanted == ServiceFault.UNREACHABLE) {
      server.stop(0);
    }
    fault = wanted;
  }

  /** Ends a fault; a service that was made unreachable stays so. */
  public void heal() {
    fault = null;
  }

  /** Requests of any kind that have arrived. */
  public int requests() {
    return requests.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      Bytes body = Bytes.adopt(exchange.getRequestBody().readAllBytes());
      ServiceFault now = fault;
      if (now == null) {
        Headers headers = exchange.getRequestHeaders();
        Asked asked =
            new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers.getFirst("Content-Type"),
                headers.getFirst("Authorization"),
                body);
        send(exchange, answer(asked));
        return;
      }
      switch (now) {
        case STALLED, UNREACHABLE -> closing.await(1, TimeUnit.MINUTES);
        case DROPPED -> {
          // Closing without a word is what the try does.
        }
        case SERVER_ERROR -> send(exchange, Reply.json(500, "{\"code\":13,\"message\":\"no\"}"));
        case BUSY -> send(exchange, Reply.json(429, "{\"code\":8,\"message\":\"later\"}"));
        case REFUSED -> send(exchange, Reply.json(403, refusal(body)));
        case GARBAGE -> send(exchange, new Reply(200, "application/json", Bytes.utf8("{\"a\":")));
        case OVERSIZED -> send(exchange, new Reply(200, "text/plain", Bytes.adopt(new byte[LONG])));
        case REDIRECTED -> {
          exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
          send(exchange, new Reply(307, "text/plain", Bytes.empty()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A refusal that says too much: it repeats what it was sent. */
  private static String refusal(Bytes body) {
    String said = body.utf8().replaceAll("[^A-Za-z0-9._-]", " ");
    return "{\"code\":7,\"message\":\"not allowed: " + said + "\"}";
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", reply.mediaType());
    exchange.sendResponseHeaders(reply.status(), reply.body().isEmpty() ? -1 : reply.body().size());
    reply.body().writeTo(exchange.getResponseBody());
  }

  static String text(Bytes ascii) {
    return new String(ascii.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
