package org.stellaops.signer.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/**
 * A fake token host for a real registry, which checks its tokens: it speaks distribution's token
 * protocol, with users and with identity tokens, and gives what is asked for.
 */
final class TokenHost implements AutoCloseable {

  static final String SERVICE = "team registry";
  static final String IDENTITY_TOKEN = "identity-canary";

  private static final Pattern SCOPE = Pattern.compile("repository:([a-z/]+):([a-z,]+)");
  private static final Pattern FIELD = Pattern.compile("([^&=]+)=([^&]*)");

  private final JwsKey key = JwsKey.es256("registry");
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  TokenHost() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/token", this::answer);
    server.start();
  }

  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** What the registry's setting {@code auth} says; the key set is written beside it. */
  String registrySetting(String jwksFile) {
    return "{token: {realm: \"http://"
        + authority()
        + "/token\", service: \""
        + SERVICE
        + "\", issuer: team, jwks: \""
        + jwksFile
        + "\"}}";
  }

  String jwks() {
    return JsonText.of(Map.of("keys", List.of(key.jwk())));
  }

  /** Method and credentials of each request, in their order. */
  List<String> seen() {
    return seen;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean exchanged = exchange.getRequestMethod().equals("POST");
      Map<String, String> fields =
          fields(exchanged ? body : exchange.getRequestURI().getRawQuery());
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      seen.add(exchange.getRequestMethod() + " " + authorization);
      boolean known =
          exchanged
              ? IDENTITY_TOKEN.equals(fields.get("refresh_token"))
                  && "refresh_token".equals(fields.get("grant_type"))
              : RegistryLoginsTest.BASIC.equals(authorization);
      Matcher scope = SCOPE.matcher(fields.getOrDefault("scope", ""));
      if (!known || !SERVICE.equals(fields.get("service")) || !scope.matches()) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      byte[] json =
          JsonText.of(Map.of(exchanged ? "access_token" : "token", token(scope)))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, json.length);
      exchange.getResponseBody().write(json);
    }
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    Matcher field = FIELD.matcher(text);
    while (field.find()) {
      fields.put(field.group(1), URLDecoder.decode(field.group(2), StandardCharsets.UTF_8));
    }
    return fields;
  }

  private String token(Matcher scope) {
    long now = Instant.now().getEpochSecond();
    return new Jws()
        .header("alg", key.alg())
        .header("kid", key.kid())
        .header("typ", "JWT")
        .claim("iss", "team")
        .claim("sub", "robot")
        .claim("aud", SERVICE)
        .claim("iat", now)
        .claim("nbf", now - 5)
        .claim("exp", now + 300)
        .claim("jti", Long.toString(System.nanoTime()))
        .claim(
            "access",
            List.of(
                Map.of(
                    "type",
                    "repository",
                    "name",
                    scope.group(1),
                    "actions",
                    List.of("pull", "push"))))
        .signedBy(key);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
