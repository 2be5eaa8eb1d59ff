package org.stellaops.signer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
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
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * A fake Authority and a fake Licensing service, built from docs/tokens.md alone: each has one
 * P-256 key, publishes it as a JWK set, and signs whatever it is told to.
 */
final class FakePlatform implements AutoCloseable {

  private final HttpServer server;
  private final KeyPair authority = newKey();
  private final KeyPair licensing = newKey();
  private volatile UnaryOperator<String> answers = proof -> "";

  FakePlatform() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/authority/jwks.json",
        exchange -> reply(exchange, "application/json", jwks(authority, "authority-1")));
    server.createContext(
        "/licensing/jwks.json",
        exchange -> reply(exchange, "application/json", jwks(licensing, "licensing-1")));
    server.createContext("/licensing/introspect", this::introspect);
    server.start();
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

  /** From now on a compact proof is answered by what {@code answers} makes of it. */
  void answer(UnaryOperator<String> newAnswers) {
    answers = newAnswers;
  }

  String byAuthority(JsonNode token) {
    return jws(token, authority);
  }

  String byLicensing(JsonNode token) {
    return jws(token, licensing);
  }

  /** The compact form of {@code header} and {@code claims}, signed with ES256 in any case. */
  static String jws(JsonNode token, KeyPair key) {
    String input = url(token.get("header").toString()) + "." + url(token.get("claims").toString());
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

  static String url(String text) {
    return url(text.getBytes(StandardCharsets.UTF_8));
  }

  static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String jwks(KeyPair key, String kid) {
    ObjectNode set = Samples.JSON.createObjectNode();
    set.putArray("keys")
        .add(Samples.json(new ECKey.Builder(publicJwk(key)).keyID(kid).build().toJSONString()));
    return set.toString();
  }

  private void introspect(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    String proof = URLDecoder.decode(form.substring("token=".length()), StandardCharsets.UTF_8);
    reply(exchange, "application/token-introspection+jwt", answers.apply(proof));
  }

  private static void reply(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
