package org.stellaops.signer.dev;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stellaops.signer.dev.DevelopmentServer.Form;
import org.stellaops.signer.dev.DevelopmentServer.Reply;

/**
 * An Authority for one machine: issues access tokens to whoever asks, bound to the key whose proof
 * came with the request (RFC 9449 §5). It believes every claim that it is asked for, so it listens
 * on loopback and is in no server distribution.
 *
 * <p>{@code POST /token} takes {@code grant_type=client_credentials} and, all optional, the claims
 * of which it has defaults.
 */
final class DevelopmentAuthority {

  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final DevelopmentKey key;
  private final URI base;
  private final Map<String, String> defaults;
  private final InstantSource clock;
  private final TokenRequestProofs proofs;

  /**
   * Serves {@code /jwks.json}, {@code /token} and {@code /.well-known/oauth-authorization-server}.
   *
   * @param defaults what a token says where a request says nothing: {@code client_id}, {@code
   *     scope}, {@code tid}, {@code inst} and {@code scanner_digest}, which is left out if empty
   */
  DevelopmentAuthority(
      DevelopmentServer server,
      DevelopmentKey key,
      Map<String, String> defaults,
      InstantSource clock) {
    this.key = key;
    this.base = server.base();
    this.defaults = Map.copyOf(defaults);
    this.clock = clock;
    this.proofs = new TokenRequestProofs(tokenEndpoint().toString(), clock);
    server.get("/jwks.json", key::publicSet);
    server.get("/.well-known/oauth-authorization-server", this::metadata);
    server.post("/token", this::token);
  }

  /** The {@code iss} of its tokens. */
  String issuer() {
    return base.toString();
  }

  URI keySet() {
    return base.resolve("/jwks.json");
  }

  URI tokenEndpoint() {
    return base.resolve("/token");
  }

  /**
   * A signed access token (RFC 9068).
   *
   * @param keyThumbprint the {@code jkt} that it is bound to (RFC 7638)
   * @param wanted what it shall say; what has no default is left out
   */
  String mint(String keyThumbprint, Map<String, String> wanted) {
    return key.sign("at+jwt", claims(keyThumbprint, wanted));
  }

  private Map<String, Object> claims(String keyThumbprint, Map<String, String> wanted) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new HashMap<>(defaults);
    wanted.forEach(claims::replace);
    claims.remove("scanner_digest", "");
    claims.put("iss", issuer());
    claims.put("sub", String.valueOf(claims.get("client_id")));
    claims.put("aud", DevelopmentMode.AUDIENCE);
    claims.put("iat", now);
    claims.put("exp", now + LIFETIME.toSeconds());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("cnf", Map.of("jkt", keyThumbprint));
    return claims;
  }

  private Reply token(Form form) {
    if (!"client_credentials".equals(form.fields().get("grant_type"))) {
      return Reply.refused(400, "unsupported_grant_type", "use grant_type=client_credentials");
    }
    return proofs
        .accept(form.proofs())
        .map(thumbprint -> claims(thumbprint, form.fields()))
        .map(claims ->
            Reply.json(
                200,
                Map.of(
                    "access_token", key.sign("at+jwt", claims),
                    "token_type", "DPoP",
                    "expires_in", LIFETIME.toSeconds(),
                    "scope", String.valueOf(claims.get("scope")))))
        .orElseGet(() ->
            Reply.refused(
                400,
                "invalid_dpop_proof",
                "send one fresh DPoP proof for POST " + tokenEndpoint()));
  }

  private Map<String, Object> metadata() {
    return Map.of(
        "issuer", issuer(),
        "token_endpoint", tokenEndpoint().toString(),
        "jwks_uri", keySet().toString(),
        "grant_types_supported", List.of("client_credentials"),
        "response_types_supported", List.of(),
        "token_endpoint_auth_methods_supported", List.of("none"),
        "dpop_signing_alg_values_supported", List.of("ES256"));
  }
}
