package org.stellaops.signer.dev;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.dev.DevelopmentServer.Form;
import org.stellaops.signer.dev.DevelopmentServer.Reply;
import org.stellaops.signer.model.Bytes;

/**
 * A Licensing service for one machine: issues Proofs of Entitlement to whoever asks and answers
 * about them with signed introspection (RFC 9701). Licences live as long as the process; one that
 * it does not know yet is taken as the proof says.
 *
 * <p>{@code POST /licensing/proof} takes, all optional, the claims of which it has defaults.
 */
final class DevelopmentLicensing {

  private static final String PROOF_TYPE = "poe+jwt";
  private static final String ANSWER_TYPE = "token-introspection+jwt";
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final DevelopmentKey key;
  private final URI base;
  private final Map<String, String> defaults;
  private final InstantSource clock;
  private final Map<String, Licence> licences = new ConcurrentHashMap<>();

  /** The state of one licence. */
  private record Licence(long version, boolean active) {}

  /**
   * Serves {@code /licensing/jwks.json}, {@code /licensing/introspect} and {@code
   * /licensing/proof}.
   *
   * @param key another than the Authority's, so that neither's tokens pass for the other's
   * @param defaults what a proof says where a request says nothing: {@code tid}, {@code inst},
   *     {@code plan} and {@code lic}
   */
  DevelopmentLicensing(
      DevelopmentServer server,
      DevelopmentKey key,
      Map<String, String> defaults,
      InstantSource clock) {
    this.key = key;
    this.base = server.base();
    this.defaults = Map.copyOf(defaults);
    this.clock = clock;
    server.get("/licensing/jwks.json", key::publicSet);
    server.post("/licensing/introspect", this::introspect);
    server.post(
        "/licensing/proof",
        form -> Reply.json(200, Map.of("format", "jwt", "value", mint(form.fields(), null))));
  }

  /** The {@code iss} of its proofs and answers. */
  String issuer() {
    return base + "/licensing";
  }

  URI keySet() {
    return base.resolve("/licensing/jwks.json");
  }

  URI introspection() {
    return base.resolve("/licensing/introspect");
  }

  URI proofs() {
    return base.resolve("/licensing/proof");
  }

  /**
   * A signed Proof of Entitlement of the licence's present version.
   *
   * @param wanted what it shall say; what has no default is left out
   * @param keyThumbprint the {@code jkt} that it is bound to, or null for any of the tenant's
   *     callers
   */
  String mint(Map<String, String> wanted, @Nullable String keyThumbprint) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new HashMap<>(defaults);
    wanted.forEach(claims::replace);
    String id = String.valueOf(claims.get("lic"));
    claims.put("iss", issuer());
    claims.put("aud", DevelopmentMode.AUDIENCE);
    claims.put("iat", now);
    claims.put("exp", now + LIFETIME.toSeconds());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("ver", licences.computeIfAbsent(id, any -> new Licence(1, true)).version());
    claims.put("features", List.of("keyful", "keyless"));
    if (keyThumbprint != null) {
      claims.put("cnf", Map.of("jkt", keyThumbprint));
    }
    return key.sign(PROOF_TYPE, claims);
  }

  /** Ends the licence: every proof of it is answered as inactive from now on. */
  void revoke(String licence) {
    licences.compute(licence, (id, now) -> new Licence(now == null ? 1 : now.version(), false));
  }

  /** Raises the licence's version: proofs of an earlier one are outdated. */
  void supersede(String licence) {
    licences.compute(licence, (id, now) -> new Licence(now == null ? 2 : now.version() + 1, true));
  }

  private Reply introspect(Form form) {
    String token = form.fields().getOrDefault("token", "");
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = key.read(PROOF_TYPE, token).orElse(Map.of());
    Map<String, Object> said = new HashMap<>();
    said.put("poe_sha256", Bytes.utf8(token).sha256().hex());
    said.put("active", false);
    if (claims.get("lic") instanceof String id && claims.get("ver") instanceof Number version) {
      Licence licence = licences.computeIfAbsent(id, any -> new Licence(version.longValue(), true));
      boolean current = licence.active() && licence.version() == version.longValue();
      said.put(
          "active", current && claims.get("exp") instanceof Number exp && now < exp.longValue());
      said.put("lic", id);
      said.put("ver", licence.version());
      if (claims.get("plan") instanceof String plan) {
        said.put("plan", plan);
      }
    }
    Map<String, Object> answer =
        Map.of(
            "iss",
            issuer(),
            "aud",
            DevelopmentMode.AUDIENCE,
            "iat",
            now,
            "token_introspection",
            said);
    return new Reply(200, "application/" + ANSWER_TYPE, key.sign(ANSWER_TYPE, answer), Map.of());
  }
}
