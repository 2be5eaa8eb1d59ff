package org.stellaops.signer.dev;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An Authority for one machine: issues access tokens to whoever asks, bound to the key whose proof
 * came with the request (RFC 9449 §5). It believes every claim that it is asked for, so it listens
 * on loopback and is in no server distribution.
 *
 * <p>{@code POST /token} takes {@code grant_type=client_credentials} and, all optional, {@code
 * client_id}, {@code scope}, {@code tid}, {@code inst} and {@code scanner_digest}.
 */
public final class DevelopmentAuthority {

  private final DevelopmentKey key;
  private final URI base;
  private final AccessTokenOrder defaults;
  private final InstantSource clock;
  private final TokenRequestProofs proofs;

  /**
   * Serves {@code /jwks.json}, {@code /token} and {@code /.well-known/oauth-authorization-server}.
   *
   * @param defaults what a token says where a request says nothing; its thumbprint is not used
   */
  public DevelopmentAuthority(
      DevelopmentServer server,
      DevelopmentKey key,
      AccessTokenOrder defaults,
      InstantSource clock) {
    this.key = key;
    this.base = server.base();
    this.defaults = defaults;
    this.clock = clock;
    this.proofs = new TokenRequestProofs(tokenEndpoint().toString(), clock);
    server.get("/jwks.json", () -> DevelopmentServer.Reply.json(200, key.publicSet()));
    server.get(
        "/.well-known/oauth-authorization-server",
        () -> DevelopmentServer.Reply.json(200, metadata()));
    server.post("/token", this::token);
  }

  /** The {@code iss} of its tokens. */
  public String issuer() {
    return base.toString();
  }

  public URI keySet() {
    return base.resolve("/jwks.json");
  }

  public URI tokenEndpoint() {
    return base.resolve("/token");
  }

  /** A signed access token (RFC 9068). */
  public String mint(AccessTokenOrder order) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", order.client());
    claims.put("aud", order.audience());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(order.lifetime()).getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("client_id", order.client());
    claims.put("tid", order.tenant());
    claims.put("inst", order.instance());
    claims.put("scope", order.scopes());
    claims.put("cnf", Map.of("jkt", order.keyThumbprint()));
    if (order.scannerDigest() != null) {
      claims.put("scanner_digest", order.scannerDigest());
    }
    return key.sign("at+jwt", claims);
  }

  private DevelopmentServer.Reply token(DevelopmentServer.Form form) {
    if (!"client_credentials".equals(form.get("grant_type"))) {
      return DevelopmentServer.Reply.refused(
          400, "unsupported_grant_type", "use grant_type=client_credentials");
    }
    @Nullable String thumbprint = proofs.accept(form.proofs());
    if (thumbprint == null) {
      return DevelopmentServer.Reply.refused(
          400, "invalid_dpop_proof", "send one fresh DPoP proof for POST " + tokenEndpoint());
    }
    @Nullable String scanner =
        form.fields().getOrDefault("scanner_digest", defaults.scannerDigest());
    AccessTokenOrder order =
        new AccessTokenOrder(
            defaults.audience(),
            form.get("tid", defaults.tenant()),
            form.get("client_id", defaults.client()),
            form.get("inst", defaults.instance()),
            form.get("scope", defaults.scopes()),
            thumbprint,
            scanner == null || scanner.isEmpty() ? null : scanner,
            defaults.lifetime());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", mint(order));
    answer.put("token_type", "DPoP");
    answer.put("expires_in", order.lifetime().toSeconds());
    answer.put("scope", order.scopes());
    return DevelopmentServer.Reply.json(200, answer);
  }

  private Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("issuer", issuer());
    metadata.put("token_endpoint", tokenEndpoint().toString());
    metadata.put("jwks_uri", keySet().toString());
    metadata.put("grant_types_supported", List.of("client_credentials"));
    metadata.put("response_types_supported", List.of());
    metadata.put("token_endpoint_auth_methods_supported", List.of("none"));
    metadata.put("dpop_signing_alg_values_supported", List.of("ES256"));
    return metadata;
  }
}
