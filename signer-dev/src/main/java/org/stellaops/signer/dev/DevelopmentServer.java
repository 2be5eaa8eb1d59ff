package org.stellaops.signer.dev;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A small HTTP server on loopback for what a production installation has elsewhere. */
public final class DevelopmentServer implements AutoCloseable {

  private static final int MAX_FORM_BYTES = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final URI base;

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any that is free
   */
  public DevelopmentServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
    server.setExecutor(executor);
    server.start();
    base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Scheme and authority, without a trailing slash. */
  public URI base() {
    return base;
  }

  /** What is sent back. */
  record Reply(int status, String mediaType, String body, Map<String, String> headers) {

    static Reply json(int status, Map<String, ?> body) {
      try {
        return new Reply(status, "application/json", JSON.writeValueAsString(body), Map.of());
      } catch (IOException e) {
        throw new IllegalStateException("plain values are JSON", e);
      }
    }

    static Reply refused(int status, String error, String description) {
      return json(status, Map.of("error", error, "error_description", description));
    }
  }

  /** A POST as it came. */
  record Form(Map<String, String> fields, List<String> proofs) {

    @Nullable String get(String name) {
      return fields.get(name);
    }

    String get(String name, String otherwise) {
      return fields.getOrDefault(name, otherwise);
    }
  }

  /** Answers a POST. */
  @FunctionalInterface
  interface Posted {
    Reply answer(Form form);
  }

  /** Answers a GET. */
  @FunctionalInterface
  interface Got {
    Reply answer();
  }

  void get(String path, Got got) {
    route(
        path,
        exchange ->
            exchange.getRequestMethod().equals("GET")
                ? got.answer()
                : Reply.refused(405, "invalid_request", "use GET"));
  }

  void post(String path, Posted posted) {
    route(
        path,
        exchange ->
            exchange.getRequestMethod().equals("POST")
                ? posted.answer(form(exchange))
                : Reply.refused(405, "invalid_request", "use POST"));
  }

  private interface Route {
    Reply answer(HttpExchange exchange) throws IOException;
  }

  private void route(String path, Route route) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            Reply reply =
                exchange.getRequestURI().getPath().equals(path)
                    ? route.answer(exchange)
                    : Reply.refused(404, "not_found", "there is no such route");
            send(exchange, reply);
          }
        });
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.mediaType());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static Form form(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_FORM_BYTES);
    Map<String, String> fields = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.US_ASCII).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    List<String> proofs = exchange.getRequestHeaders().get("DPoP");
    return new Form(fields, proofs == null ? List.of() : List.copyOf(proofs));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
