package org.stellaops.signer.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.stellaops.signer.cli.FakePlatform.Reply;
import org.stellaops.signer.cli.TokensPage.Row;

/**
 * Publishes what the table of keys on docs/tokens.md describes. Each row about a key has a key of
 * its own in the Authority's set; each row about a whole set has an Authority of its own.
 */
final class TokensPageKeys {

  private final FakePlatform platform;

  TokensPageKeys(FakePlatform platform) {
    this.platform = platform;
  }

  static String kid(Row row) {
    return isAboutSet(row) ? "authority-1" : "key-" + Integer.toHexString(row.change().hashCode());
  }

  static String issuer(Row row) {
    return isAboutSet(row) ? "https://" + name(row) + ".example" : "https://authority.example";
  }

  private static String name(Row row) {
    return "set-" + Integer.toHexString(row.change().hashCode());
  }

  private static boolean isAboutSet(Row row) {
    return row.change().startsWith("the set ");
  }

  /** Publishes every key; the Authorities of the other rows are returned as configuration. */
  List<String> publish() {
    List<ObjectNode> keys = new ArrayList<>();
    List<String> authorities = new ArrayList<>();
    Stream.concat(TokensPage.faults("keys"), TokensPage.accepted("keys"))
        .forEach(row -> {
          if (isAboutSet(row)) {
            String url = platform.at("/" + name(row), set(row));
            authorities.add(
                "%s: {issuer: \"%s\", jwksUri: \"%s\", tenants: [acme]}"
                    .formatted(name(row), issuer(row), url));
          } else {
            keys.addAll(keys(row));
          }
        });
    platform.publish(keys);
    return authorities;
  }

  private List<ObjectNode> keys(Row row) {
    ObjectNode key = (ObjectNode) TokensPage.example("keys").at("/keys/0");
    key.setAll(FakePlatform.jwk(platform.authority(), kid(row)));
    if (row.isPatch()) {
      TokensPage.merge(key, row.patch("keys"));
      return List.of(key);
    }
    return switch (row.change()) {
      case "the same `kid` twice in the set" ->
          List.of(key, FakePlatform.jwk(FakePlatform.newKey(), kid(row)));
      case "an RSA key of 1024 bits" -> List.of(rsa(1024).put("kid", kid(row)));
      case "one RSA key under two values of `kid`" -> {
        ObjectNode rsa = rsa(2048);
        yield List.of(rsa.deepCopy().put("kid", kid(row)), rsa.put("kid", "other"));
      }
      default -> throw new AssertionError("nothing here does: " + row.change());
    };
  }

  private Reply set(Row row) {
    ObjectNode key = FakePlatform.jwk(platform.authority(), "authority-1");
    String good = FakePlatform.set(List.of(key));
    return switch (row.change()) {
      case "the set is answered with status 404" -> status(404, good);
      case "the set is answered with a redirect" -> status(302, good);
      case "the set is answered as `text/plain`" ->
          new Reply(200, "text/plain", good, Duration.ZERO);
      case "the set is larger than 128 KiB" -> Reply.json(good + " ".repeat(128 * 1024));
      case "the set has 65 keys" ->
          Reply.json(
              FakePlatform.set(
                  IntStream.rangeClosed(1, 65)
                      .mapToObj(i -> key.deepCopy().put("kid", "authority-" + i))
                      .toList()));
      case "the set is `{\"keys\":[]}`" -> Reply.json("{\"keys\":[]}");
      default -> throw new AssertionError("nothing here does: " + row.change());
    };
  }

  private static Reply status(int status, String body) {
    return new Reply(status, "application/json", body, Duration.ZERO);
  }

  private static ObjectNode rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
      return (ObjectNode) Samples.json(new RSAKey.Builder(key).build().toJSONString());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
