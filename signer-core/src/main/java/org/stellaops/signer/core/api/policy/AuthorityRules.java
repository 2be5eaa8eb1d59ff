package org.stellaops.signer.core.api.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;

/**
 * What the operator says about one Authority and its access tokens.
 *
 * @param name how the operator calls it
 * @param issuer compared with {@code iss} byte for byte
 * @param audience our own name in {@code aud}
 * @param types accepted values of {@code typ}, in lower case
 * @param tokenTimes how long a token may live and how far clocks may differ
 * @param toleratedConfirmation members of {@code cnf} that may stand beside {@code jkt} although
 *     nothing is made of them
 * @param releaseClaim the claim that names the manifest digest of the calling workload's image
 * @param tenants the tenants that it may speak for; empty for all
 * @param personClients the clients that people use: {@code sub} of their tokens is a person. Any
 *     other client is one person, whatever its {@code sub} says
 */
public record AuthorityRules(
    String name,
    IssuerName issuer,
    String audience,
    Set<String> types,
    TokenTimes tokenTimes,
    Set<String> toleratedConfirmation,
    String releaseClaim,
    Optional<Set<Tenant>> tenants,
    Set<ClientId> personClients) {

  /** The types of RFC 9068. */
  public static final Set<String> ACCESS_TOKEN_TYPES = Set.of("at+jwt", "application/at+jwt");

  /** The claim that the Authority sets from attested workload identity unless configured. */
  public static final String RELEASE_CLAIM = "scanner_digest";

  /** Confirmation methods that say who may use the token: never tolerated unchecked. */
  private static final Set<String> CONFIRMATIONS =
      Set.of("jkt", "x5t#S256", "jwk", "jwe", "jku", "kid");

  public AuthorityRules {
    if (name.isEmpty() || audience.isEmpty() || releaseClaim.isEmpty()) {
      throw new IllegalArgumentException("an authority, its audience and release claim have names");
    }
    types = Set.copyOf(types);
    if (types.isEmpty()
        || types.stream().anyMatch(type -> !type.equals(type.toLowerCase(Locale.ROOT)))) {
      throw new IllegalArgumentException("token types are given, and in lower case");
    }
    toleratedConfirmation = Set.copyOf(toleratedConfirmation);
    if (toleratedConfirmation.stream().anyMatch(CONFIRMATIONS::contains)) {
      throw new IllegalArgumentException("a confirmation method cannot be tolerated unchecked");
    }
    tenants = tenants.map(Set::copyOf);
    personClients = Set.copyOf(personClients);
  }

  /** The defaults: RFC 9068 types, tokens of at most an hour, 30 s skew, every tenant. */
  public static AuthorityRules standard(String name, IssuerName issuer, String audience) {
    return new AuthorityRules(
        name,
        issuer,
        audience,
        ACCESS_TOKEN_TYPES,
        new TokenTimes(Duration.ofHours(1), Duration.ofSeconds(30)),
        Set.of(),
        RELEASE_CLAIM,
        Optional.empty(),
        Set.of());
  }

  /** The same, with these clients for people. */
  public AuthorityRules withPersonClients(Set<ClientId> clients) {
    return new AuthorityRules(
        name,
        issuer,
        audience,
        types,
        tokenTimes,
        toleratedConfirmation,
        releaseClaim,
        tenants,
        clients);
  }

  public boolean speaksFor(Tenant tenant) {
    return tenants.isEmpty() || tenants.get().contains(tenant);
  }
}
