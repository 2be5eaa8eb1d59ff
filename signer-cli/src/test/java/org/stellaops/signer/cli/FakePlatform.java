package org.stellaops.signer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A fake Authority and a fake Licensing service, built from docs/tokens.md alone: each has one
 * P-256 key, publishes it as a JWK set, and signs what it is told to.
 */
final class FakePlatform implements AutoCloseable {

  private static final String ANSWER_TYPE = "application/token-introspection+jwt";

  private final HttpServer server;
  private final KeyPair authority = newKey();
  private final KeyPair licensing = newKey();
  private volatile String authorityKeys = set(List.of(jwk(authority, "authority-1")));
  private volatile Function<String, Reply> answers = proof -> new Reply(200, "");
  private volatile @Nullable Question lastQuestion;

  /** What a fake server answers. */
  record Reply(int status, String type, String body, Duration after) {

    Reply(int status, String body) {
      this(status, ANSWER_TYPE, body, Duration.ZERO);
    }

    static Reply json(String body) {
      return new Reply(200, "application/json", body, Duration.ZERO);
    }
  }

  /** How Licensing was asked. */
  record Question(String requestLine, Headers headers, String form) {}

  FakePlatform() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/authority/jwks.json", exchange -> Reply.json(authorityKeys));
    serve(
        "/licensing/jwks.json",
        exchange -> Reply.json(set(List.of(jwk(licensing, "licensing-1")))));
    serve("/introspect", this::introspect);
    server.start();
  }

  private interface Handler {
    Reply handle(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Handler handler) {
    server.createContext(path, exchange -> reply(exchange, handler.handle(exchange)));
  }

  /** A URL that is always answered by {@code reply}. */
  String at(String path, Reply reply) {
    serve(path, exchange -> reply);
    return origin() + path;
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on the Authority's set has these keys beside its own. */
  void publish(List<ObjectNode> others) {
    List<ObjectNode> keys = new ArrayList<>(List.of(jwk(authority, "authority-1")));
    keys.addAll(others);
    authorityKeys = set(keys);
  }

  /**
   * From now on a question about a compact proof is answered by what {@code replies} makes of it.
   */
  void answer(Function<String, Reply> replies) {
    answers = replies;
  }

  Question lastQuestion() {
    return Objects.requireNonNull(lastQuestion);
  }

  KeyPair authority() {
    return authority;
  }

  KeyPair licensing() {
    return licensing;
  }

  /** The compact form of a token with {@code header} and {@code claims}. */
  static String jws(JsonNode token, KeyPair key) {
    return jws(token.get("header").toString(), token.get("claims").toString(), key);
  }

  /** A compact JWS, signed with ES256 whatever its header says. */
  static String jws(String header, String claims, KeyPair key) {
    String input = url(header) + "." + url(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey publicJwk(KeyPair key) {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) key.getPublic()).build();
  }

  static ObjectNode jwk(KeyPair key, String kid) {
    ECKey named = new ECKey.Builder(publicJwk(key)).keyID(kid).build();
    return (ObjectNode) Samples.json(named.toJSONString());
  }

  static String set(List<? extends JsonNode> keys) {
    ObjectNode set = Samples.JSON.createObjectNode();
    ArrayNode array = set.putArray("keys");
    keys.forEach(array::add);
    return set.toString();
  }

  static String url(String text) {
    return url(text.getBytes(StandardCharsets.UTF_8));
  }

  static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private Reply introspect(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    lastQuestion =
        new Question(
            exchange.getRequestMethod()
                + " "
                + exchange.getRequestURI()
                + " "
                + exchange.getProtocol(),
            exchange.getRequestHeaders(),
            form);
    String proof = URLDecoder.decode(form.substring("token=".length()), StandardCharsets.UTF_8);
    return answers.apply(proof);
  }

  private static void reply(HttpExchange exchange, Reply reply) throws IOException {
    try {
      Thread.sleep(reply.after());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    if (reply.status() / 100 == 3) {
      exchange.getResponseHeaders().set("Location", "/authority/jwks.json");
    }
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
