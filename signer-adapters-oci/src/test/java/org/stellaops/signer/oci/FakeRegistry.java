package org.stellaops.signer.oci;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/**
 * A registry that speaks the pull half of the OCI distribution specification on loopback, with or
 * without the referrers API, and misbehaves where a test tells it to.
 */
final class FakeRegistry implements AutoCloseable {

  static final String REPOSITORY = "team/scanner";
  private static final String PREFIX = "/v2/" + REPOSITORY + "/";

  static {
    // On JDK 17 each answer would otherwise wait 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** One request as it came. */
  record Seen(String target, @Nullable String authorization) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final boolean referrersApi;
  private final Map<String, Bytes> contents = new ConcurrentHashMap<>();
  private final Map<String, Bytes> indexes = new ConcurrentHashMap<>();
  private final Map<String, HttpHandler> overrides = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile String required = "";
  private volatile String challenge = "";

  FakeRegistry(boolean referrersApi) {
    this(referrersApi, null);
  }

  FakeRegistry(boolean referrersApi, @Nullable SSLContext tls) {
    this.referrersApi = referrersApi;
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls == null) {
        server = HttpServer.create(loopback, 0);
      } else {
        HttpsServer secure = HttpsServer.create(loopback, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secure;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String origin() {
    return "http://127.0.0.1:" + port();
  }

  List<Seen> seen() {
    return seen;
  }

  void put(Digest stated, Bytes content) {
    contents.put(stated.toString(), content);
  }

  void tag(String tag, Bytes manifest) {
    contents.put(tag, manifest);
  }

  void list(Digest image, String index) {
    indexes.put(image.toString(), Bytes.utf8(index));
  }

  /** Answers {@code pathAndQuery}, or a path with any query, by {@code handler} instead. */
  void override(String pathAndQuery, HttpHandler handler) {
    overrides.put(pathAndQuery, handler);
  }

  /** From now on a request needs {@code authorization}; otherwise it is challenged. */
  void require(String authorization, String wwwAuthenticate) {
    required = authorization;
    challenge = wwwAuthenticate;
  }

  static String referrersPath(Digest image) {
    return PREFIX + "referrers/" + image;
  }

  static void answer(HttpExchange exchange, int status, Bytes body) throws IOException {
    exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.size());
    if (!body.isEmpty()) {
      body.writeTo(exchange.getResponseBody());
    }
    exchange.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    seen.add(new Seen(target, authorization));
    String path = exchange.getRequestURI().getPath();
    HttpHandler override = overrides.getOrDefault(target, overrides.get(path));
    if (override != null) {
      override.handle(exchange);
    } else if (!required.isEmpty() && !required.equals(authorization)) {
      exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
      answer(exchange, 401, Bytes.utf8("{\"errors\":[]}"));
    } else {
      serve(exchange, path);
    }
  }

  private void serve(HttpExchange exchange, String path) throws IOException {
    @Nullable Bytes found = null;
    if (path.startsWith(PREFIX + "referrers/") && referrersApi) {
      String empty = "{\"schemaVersion\":2,\"manifests\":[]}";
      found = indexes.getOrDefault(last(path), Bytes.utf8(empty));
    } else if (path.matches(".*/manifests/sha256-[0-9a-f]{64}") && !referrersApi) {
      found = indexes.get(last(path).replace("sha256-", "sha256:"));
    } else if (path.startsWith(PREFIX + "manifests/") || path.startsWith(PREFIX + "blobs/")) {
      found = contents.get(last(path));
    }
    if (found == null) {
      answer(exchange, 404, Bytes.utf8("{\"errors\":[]}"));
    } else {
      answer(exchange, 200, found);
    }
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
