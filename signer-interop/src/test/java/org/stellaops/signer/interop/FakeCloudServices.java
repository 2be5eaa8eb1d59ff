package org.stellaops.signer.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.signer.model.Bytes;

/**
 * A fake of Amazon's ECR and of Google's metadata server on one port of this machine, which gives
 * the password that a test says.
 */
final class FakeCloudServices implements AutoCloseable {

  private static final String ECR =
      "{\"authorizationData\":[{\"authorizationToken\":\"%s\",\"expiresAt\":%d}]}";

  private static final String GOOGLE =
      "{\"access_token\":\"%s\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";

  private final HttpServer server;
  private final long expiry;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String password;

  /**
   * @param expiry in seconds of Unix time
   */
  FakeCloudServices(String password, long expiry) {
    this.password = password;
    this.expiry = expiry;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> answer(exchange, ecr(exchange)));
    server.createContext("/computeMetadata", exchange -> answer(exchange, google(exchange)));
    server.start();
  }

  void give(String other) {
    password = other;
  }

  int asked() {
    return asked.get();
  }

  private String ecr(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    boolean known =
        String.valueOf(authorization).startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
            && String.valueOf(target).endsWith(".GetAuthorizationToken");
    return known ? ECR.formatted(Bytes.utf8("AWS:" + password).base64(), expiry) : "";
  }

  private String google(HttpExchange exchange) {
    exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
    return "Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor"))
        ? GOOGLE.formatted(password)
        : "";
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(json.isEmpty() ? 403 : 200, json.isEmpty() ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
