package org.stellaops.signer.dev;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Licensing service for one machine: issues Proofs of Entitlement to whoever asks and answers
 * about them with signed introspection (RFC 9701). Licences live as long as the process; one that
 * it does not know yet is taken as the proof says.
 *
 * <p>{@code POST /licensing/proof} takes, all optional, {@code tid}, {@code inst}, {@code plan} and
 * {@code lic}.
 */
public final class DevelopmentLicensing {

  private static final String PROOF_TYPE = "poe+jwt";
  private static final String ANSWER_TYPE = "token-introspection+jwt";

  private final DevelopmentKey key;
  private final URI base;
  private final EntitlementProofOrder defaults;
  private final InstantSource clock;
  private final Map<String, Licence> licences = new ConcurrentHashMap<>();

  /** The state of one licence. */
  private record Licence(long version, boolean active) {}

  /**
   * Serves {@code /licensing/jwks.json}, {@code /licensing/introspect} and {@code
   * /licensing/proof}.
   *
   * @param key another than the Authority's, so that neither's tokens pass for the other's
   * @param defaults what a proof says where a request says nothing
   */
  public DevelopmentLicensing(
      DevelopmentServer server,
      DevelopmentKey key,
      EntitlementProofOrder defaults,
      InstantSource clock) {
    this.key = key;
    this.base = server.base();
    this.defaults = defaults;
    this.clock = clock;
    server.get("/licensing/jwks.json", () -> DevelopmentServer.Reply.json(200, key.publicSet()));
    server.post("/licensing/introspect", this::introspect);
    server.post("/licensing/proof", this::proof);
  }

  /** The {@code iss} of its proofs and answers. */
  public String issuer() {
    return base + "/licensing";
  }

  public URI keySet() {
    return base.resolve("/licensing/jwks.json");
  }

  public URI introspection() {
    return base.resolve("/licensing/introspect");
  }

  public URI proofs() {
    return base.resolve("/licensing/proof");
  }

  /** A signed Proof of Entitlement of the licence's present version. */
  public String mint(EntitlementProofOrder order) {
    Instant now = clock.instant();
    Licence licence = licences.computeIfAbsent(order.licence(), id -> new Licence(1, true));
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("aud", order.audience());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(order.lifetime()).getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("tid", order.tenant());
    claims.put("inst", order.instance());
    claims.put("lic", order.licence());
    claims.put("ver", licence.version());
    claims.put("plan", order.plan());
    claims.put("features", order.features());
    if (!order.limits().isEmpty()) {
      claims.put("limits", order.limits());
    }
    if (order.keyThumbprint() != null) {
      claims.put("cnf", Map.of("jkt", order.keyThumbprint()));
    }
    return key.sign(PROOF_TYPE, claims);
  }

  /** Ends the licence: every proof of it is answered as inactive from now on. */
  public void revoke(String licence) {
    licences.compute(licence, (id, now) -> new Licence(now == null ? 1 : now.version(), false));
  }

  /** Raises the licence's version: proofs of an earlier one are outdated. */
  public void supersede(String licence) {
    licences.compute(licence, (id, now) -> new Licence(now == null ? 2 : now.version() + 1, true));
  }

  private DevelopmentServer.Reply introspect(DevelopmentServer.Form form) {
    String token = form.get("token", "");
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("poe_sha256", sha256(token));
    Map<String, Object> claims = key.read(PROOF_TYPE, token).orElse(Map.of());
    boolean active = false;
    if (claims.get("lic") instanceof String id && claims.get("ver") instanceof Number version) {
      Licence licence =
          licences.computeIfAbsent(id, unknown -> new Licence(version.longValue(), true));
      active =
          licence.active()
              && licence.version() == version.longValue()
              && claims.get("exp") instanceof Number exp
              && clock.instant().getEpochSecond() < exp.longValue();
      said.put("lic", id);
      said.put("ver", licence.version());
      if (claims.get("plan") instanceof String plan) {
        said.put("plan", plan);
      }
    }
    said.put("active", active);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("iss", issuer());
    answer.put("aud", defaults.audience());
    answer.put("iat", clock.instant().getEpochSecond());
    answer.put("token_introspection", said);
    return new DevelopmentServer.Reply(
        200, "application/" + ANSWER_TYPE, key.sign(ANSWER_TYPE, answer), Map.of());
  }

  private DevelopmentServer.Reply proof(DevelopmentServer.Form form) {
    EntitlementProofOrder order =
        new EntitlementProofOrder(
            defaults.audience(),
            form.get("tid", defaults.tenant()),
            form.get("inst", defaults.instance()),
            form.get("lic", defaults.licence()),
            form.get("plan", defaults.plan()),
            defaults.features(),
            defaults.limits(),
            defaults.keyThumbprint(),
            defaults.lifetime());
    return DevelopmentServer.Reply.json(200, Map.of("format", "jwt", "value", mint(order)));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
