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
import java.util.Optional;
import java.util.TreeSet;
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
  record Reply(int status, String mediaType, String body, Map<String, String> headers) {

    static Reply json(int status, Map<String, ?> body) {
      return new Reply(status, "application/json", JSONObjectUtils.toJSONString(body), Map.of());
    }

    static Reply refused(int status, String error, String description) {
      return json(status, Map.of("error", error, "error_description", description));
    }

    Reply with(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(headers);
      all.putAll(more);
      return new Reply(status, mediaType, body, Map.copyOf(all));
    }
  }

  /**
   * What was asked.
   *
   * @param fields of the form that was posted, otherwise of the query
   * @param proofs the DPoP headers
   * @param origin the page whose script asks; empty where none does
   */
  record Form(Map<String, String> fields, List<String> proofs, Optional<String> origin) {

    /** Empty where it is not said. */
    String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /** Answers a GET with a JSON document. */
  void get(String path, Supplier<Map<String, Object>> document) {
    route(path, Map.of("GET", nothing -> Reply.json(200, document.get())));
  }

  void post(String path, Function<Form, Reply> answer) {
    route(path, Map.of("POST", answer));
  }

  /** Answers each of the methods that {@code answers} names. */
  void route(String path, Map<String, Function<Form, Reply>> answers) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            Function<Form, Reply> answer = answers.get(exchange.getRequestMethod());
            if (!exchange.getRequestURI().getPath().equals(path)) {
              send(exchange, Reply.refused(404, "not_found", "there is no such route"));
            } else if (answer == null) {
              String allowed = String.join(", ", new TreeSet<>(answers.keySet()));
              send(exchange, Reply.refused(405, "invalid_request", "use " + allowed));
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
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static Form form(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_FORM_BYTES);
    String query = exchange.getRequestURI().getRawQuery();
    String text =
        exchange.getRequestMethod().equals("POST")
            ? new String(body, StandardCharsets.US_ASCII)
            : query == null ? "" : query;
    Map<String, String> fields = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return new Form(
        fields,
        exchange.getRequestHeaders().getOrDefault("DPoP", List.of()),
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Origin")));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
