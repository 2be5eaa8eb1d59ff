package org.stellaops.signer.bootstrap.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;

/**
 * One Authority, whose access tokens are taken.
 *
 * @param audience our own name in {@code aud}
 * @param algorithms that its tokens may be signed with; empty for every supported one
 * @param types accepted values of {@code typ}, in lower case
 * @param toleratedConfirmation members of {@code cnf} that may stand beside {@code jkt}
 * @param releaseClaim the claim with the manifest digest of the calling workload's image
 * @param maxTokenLifetime longest time from {@code iat} to {@code exp}
 * @param tenants whom it may speak for; empty for all
 */
public record AuthoritySettings(
    String name,
    IssuerName issuer,
    URI jwksUri,
    String audience,
    Set<String> algorithms,
    Set<String> types,
    Set<String> toleratedConfirmation,
    String releaseClaim,
    Duration maxTokenLifetime,
    Optional<Set<Tenant>> tenants) {

  public AuthoritySettings {
    algorithms = Set.copyOf(algorithms);
    types = Set.copyOf(types);
    toleratedConfirmation = Set.copyOf(toleratedConfirmation);
    tenants = tenants.map(Set::copyOf);
  }
}
