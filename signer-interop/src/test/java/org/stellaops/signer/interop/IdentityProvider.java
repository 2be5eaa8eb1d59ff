package org.stellaops.signer.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** An OpenID Connect issuer as far as Fulcio asks one: discovery, keys, and tokens of workloads. */
final class IdentityProvider implements AutoCloseable {

  /** Whom its tokens are for. */
  static final String AUDIENCE = "sigstore";

  private final JwsKey key = JwsKey.es256("interop");
  private final HttpServer server;

  IdentityProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/keys", this::keys);
    server.start();
  }

  /** Its {@code iss}. */
  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A token of a workload that Fulcio takes. */
  String token(String subject) {
    return token(subject, AUDIENCE, Instant.now().plusSeconds(600));
  }

  String token(String subject, String audience, Instant expiry) {
    long now = Instant.now().getEpochSecond();
    return new Jws()
        .header("alg", key.alg())
        .header("kid", key.kid())
        .header("typ", "JWT")
        .claim("iss", issuer())
        .claim("sub", subject)
        .claim("aud", audience)
        .claim("iat", now)
        .claim("exp", expiry.getEpochSecond())
        .signedBy(key);
  }

  private void discovery(HttpExchange exchange) throws IOException {
    send(
        exchange,
        Map.of(
            "issuer", issuer(),
            "jwks_uri", issuer() + "/keys",
            "authorization_endpoint", issuer() + "/authorize",
            "response_types_supported", List.of("id_token"),
            "subject_types_supported", List.of("public"),
            "id_token_signing_alg_values_supported", List.of(key.alg())));
  }

  private void keys(HttpExchange exchange) throws IOException {
    send(exchange, Map.of("keys", List.of(key.jwk())));
  }

  private static void send(HttpExchange exchange, Map<String, ?> members) throws IOException {
    try (exchange) {
      byte[] body = JsonText.of(members).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
