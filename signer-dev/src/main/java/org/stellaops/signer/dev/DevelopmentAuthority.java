package org.stellaops.signer.dev;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.stellaops.signer.dev.DevelopmentServer.Form;
import org.stellaops.signer.dev.DevelopmentServer.Reply;

/**
 * An Authority for one machine: issues access tokens to whoever asks, bound to the key whose proof
 * came with the request (RFC 9449 §5). It believes every claim that it is asked for, so it listens
 * on loopback and is in no server distribution.
 *
 * <p>{@code POST /token} takes {@code grant_type=client_credentials} and, all optional, the claims
 * of which it has defaults; or {@code grant_type=authorization_code} of the page, for a code of
 * {@link DevelopmentSignIn}.
 */
final class DevelopmentAuthority {

  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final DevelopmentKey key;
  private final URI base;
  private final Map<String, String> defaults;
  private final InstantSource clock;
  private final TokenRequestProofs proofs;
  private final DevelopmentSignIn signIn;

  /**
   * Serves {@code /jwks.json}, {@code /token}, {@code /authorize} and {@code
   * /.well-known/oauth-authorization-server}.
   *
   * @param page the one client that people sign in through
   * @param defaults what a token says where a request says nothing: {@code client_id}, {@code
   *     scope}, {@code tid}, {@code inst} and {@code scanner_digest}, which is left out if empty
   */
  DevelopmentAuthority(
      DevelopmentServer server,
      DevelopmentKey key,
      Map<String, String> defaults,
      DevelopmentSignIn.Client page,
      InstantSource clock) {
    this.key = key;
    this.base = server.base();
    this.defaults = Map.copyOf(defaults);
    this.clock = clock;
    this.proofs = new TokenRequestProofs(tokenEndpoint().toString(), clock);
    server.get("/jwks.json", key::publicSet);
    server.get("/.well-known/oauth-authorization-server", this::metadata);
    this.signIn = new DevelopmentSignIn(page, issuer(), defaults, clock);
    server.route(
        "/token",
        Map.of(
            "POST",
            form -> token(form).with(shared(form)),
            "OPTIONS",
            form -> new Reply(204, "text/plain", "", shared(form))));
    server.route(DevelopmentSignIn.PATH, Map.of("GET", signIn::ask, "POST", signIn::answer));
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

  URI authorizationEndpoint() {
    return base.resolve(DevelopmentSignIn.PATH);
  }

  /** What lets the page's scripts, and no others, read an answer (Fetch §3.3). */
  private Map<String, String> shared(Form form) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Vary", "Origin");
    Optional<String> origin = form.origin().filter(signIn.client().origins()::contains);
    if (origin.isPresent()) {
      headers.put("Access-Control-Allow-Origin", origin.get());
      headers.put("Access-Control-Allow-Methods", "POST");
      headers.put("Access-Control-Allow-Headers", "DPoP, Content-Type");
    }
    return headers;
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
    Optional<String> thumbprint = proofs.accept(form.proofs());
    return switch (form.field("grant_type")) {
      case "client_credentials" ->
          thumbprint.map(proven -> issued(claims(proven, form.fields()))).orElseGet(this::unproven);
      case "authorization_code" ->
          thumbprint.map(proven -> person(form, proven)).orElseGet(this::unproven);
      default ->
          Reply.refused(
              400,
              "unsupported_grant_type",
              "use grant_type=client_credentials, or authorization_code");
    };
  }

  /** A token of the person whom the code stands for: {@code sub} is not the client here. */
  private Reply person(Form form, String thumbprint) {
    return signIn
        .redeem(form, thumbprint)
        .map(granted -> {
          Map<String, Object> claims = claims(thumbprint, granted);
          claims.put("sub", String.valueOf(granted.get("sub")));
          return issued(claims);
        })
        .orElseGet(() ->
            Reply.refused(
                400,
                "invalid_grant",
                "the code was used, is older than a minute, or is of another client, redirect"
                    + " address, verifier or key; sign in again"));
  }

  private Reply issued(Map<String, Object> claims) {
    return Reply.json(
        200,
        Map.of(
            "access_token", key.sign("at+jwt", claims),
            "token_type", "DPoP",
            "expires_in", LIFETIME.toSeconds(),
            "scope", String.valueOf(claims.get("scope"))));
  }

  private Reply unproven() {
    return Reply.refused(
        400, "invalid_dpop_proof", "send one fresh DPoP proof for POST " + tokenEndpoint());
  }

  private Map<String, Object> metadata() {
    return Map.of(
        "issuer", issuer(),
        "authorization_endpoint", authorizationEndpoint().toString(),
        "token_endpoint", tokenEndpoint().toString(),
        "jwks_uri", keySet().toString(),
        "grant_types_supported", List.of("client_credentials", "authorization_code"),
        "response_types_supported", List.of("code"),
        "code_challenge_methods_supported", List.of("S256"),
        "authorization_response_iss_parameter_supported", true,
        "token_endpoint_auth_methods_supported", List.of("none"),
        "dpop_signing_alg_values_supported", List.of("ES256"));
  }
}
