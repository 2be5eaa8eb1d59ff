package org.stellaops.signer.bootstrap;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.AuthoritySettings;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Thumbprint;

/**
 * What a token says, unchecked: for words about it and for the request that it is rehearsed with.
 *
 * @param claims null where they cannot be read
 * @param releaseClaim by what name its issuer says the image
 */
record PresentedToken(@Nullable JsonObject claims, String releaseClaim) {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(64 << 10);

  static PresentedToken read(String compact, Config config) {
    String[] parts = compact.split("\\.", -1);
    JsonObject claims = null;
    try {
      if (parts.length == 3
          && JsonValue.parse(Bytes.base64Url(parts[1]), LIMITS) instanceof JsonObject object) {
        claims = object;
      }
    } catch (InvalidJson | IllegalArgumentException e) {
      // Whoever judges it will say so.
    }
    PresentedToken token = new PresentedToken(claims, "scanner_digest");
    String issuer = token.text("iss").orElse("");
    return config.authorities().stream()
        .filter(authority -> authority.issuer().value().equals(issuer))
        .map(AuthoritySettings::releaseClaim)
        .findFirst()
        .map(name -> new PresentedToken(token.claims, name))
        .orElse(token);
  }

  Optional<String> text(String name) {
    try {
      return claims == null ? Optional.empty() : claims.optionalString(name);
    } catch (InvalidJson e) {
      return Optional.empty();
    }
  }

  Optional<Thumbprint> key() {
    try {
      return claims == null
          ? Optional.empty()
          : Optional.of(new Thumbprint(claims.object("cnf").string("jkt")));
    } catch (InvalidJson | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  Optional<Digest> image() {
    try {
      return text(releaseClaim).map(Digest::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Issuer, audience, client, installation, tenant, scope, times, key: those that it has. */
  String words() {
    if (claims == null) {
      return "its claims cannot be read";
    }
    StringBuilder said = new StringBuilder();
    add(said, "issuer", raw("iss"));
    add(said, "audience", raw("aud"));
    add(said, "client", raw("client_id"));
    add(said, "installation", raw("inst"));
    add(said, "tenant", raw("tid"));
    add(said, "scope", raw("scope"));
    add(said, "from", time("iat"));
    add(said, "until", time("exp"));
    add(said, "bound to key", key().map(Thumbprint::value));
    return said.isEmpty() ? "it says nothing" : said.toString();
  }

  private static void add(StringBuilder said, String name, Optional<String> value) {
    value.ifPresent(
        text -> said.append(said.isEmpty() ? "" : ", ").append(name).append(' ').append(text));
  }

  /** A claim as it is written, whatever it is. */
  private Optional<String> raw(String name) {
    JsonValue value = claims == null ? null : claims.members().get(name);
    return value == null
        ? Optional.empty()
        : Optional.of(text(name).orElseGet(() -> value.canonical().utf8()));
  }

  private Optional<String> time(String name) {
    JsonValue value = claims == null ? null : claims.members().get(name);
    if (value instanceof JsonNumber) {
      try {
        return Optional.of(
            Instant.ofEpochSecond(Long.parseLong(value.canonical().utf8())).toString());
      } catch (NumberFormatException | DateTimeException e) {
        return Optional.of(value.canonical().utf8());
      }
    }
    return Optional.empty();
  }
}
