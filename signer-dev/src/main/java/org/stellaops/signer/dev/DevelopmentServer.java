package org.stellaops.signer.dev;

import com.nimbusds.jose.util.JSONObjectUtils;
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
import java.util.function.Function;
import java.util.function.Supplier;

/** A small HTTP server on loopback for what a production installation has elsewhere. */
final class DevelopmentServer implements AutoCloseable {

  private static final int MAX_FORM_BYTES = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final URI base;

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any that is free
   */
  DevelopmentServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
    server.setExecutor(executor);
    server.start();
    base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Scheme and authority, without a trailing slash. */
  URI base() {
    return base;
  }

  /** What is sent back. */
  record Reply(int status, String mediaType, String body) {

    static Reply json(int status, Map<String, ?> body) {
      return new Reply(status, "application/json", JSONObjectUtils.toJSONString(body));
    }

    static Reply refused(int status, String error, String description) {
      return json(status, Map.of("error", error, "error_description", description));
    }
  }

  /** What was posted: the form, and the DPoP headers. */
  record Form(Map<String, String> fields, List<String> proofs) {}

  /** Answers a GET with a JSON document. */
  void get(String path, Supplier<Map<String, Object>> document) {
    route("GET", path, nothing -> Reply.json(200, document.get()));
  }

  void post(String path, Function<Form, Reply> answer) {
    route("POST", path, answer);
  }

  private void route(String method, String path, Function<Form, Reply> answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
              send(exchange, Reply.refused(404, "not_found", "there is no such route"));
            } else if (!exchange.getRequestMethod().equals(method)) {
              send(exchange, Reply.refused(405, "invalid_request", "use " + method));
            } else {
              send(exchange, answer.apply(form(exchange)));
            }
          }
        });
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.mediaType());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
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
    return new Form(fields, exchange.getRequestHeaders().getOrDefault("DPoP", List.of()));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
