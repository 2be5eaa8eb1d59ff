package org.stellaops.signer.bootstrap.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;

/** Makes the Authorities, and holds them against each other and the tenants. */
final class AuthorityMaker {

  private static final String AUTHORITIES = "authorities";

  private final Findings found;
  private final Settings settings;
  private final Set<IssuerName> issuers = new HashSet<>();

  AuthorityMaker(Findings found) {
    this.found = found;
    this.settings = found.settings();
  }

  List<AuthoritySettings> make() {
    found.someIn(AUTHORITIES, "an Authority");
    List<AuthoritySettings> made = new ArrayList<>();
    for (String name : settings.names(AUTHORITIES)) {
      made.add(authority(name));
    }
    return made;
  }

  private AuthoritySettings authority(String name) {
    IssuerName issuer = settings.get(ConfigSchema.AUTHORITY_ISSUER, name);
    if (!issuers.add(issuer)) {
      found.wrong(
          ConfigSchema.AUTHORITY_ISSUER,
          "the issuer of another Authority",
          "one Authority for each issuer",
          name);
    }
    Optional<List<Tenant>> tenants = settings.find(ConfigSchema.AUTHORITY_TENANTS, name);
    if (tenants.isEmpty() && settings.names(AUTHORITIES).size() > 1) {
      found.needed(ConfigSchema.AUTHORITY_TENANTS, true, "several Authorities", name);
    }
    for (Tenant tenant : tenants.orElse(List.of())) {
      if (!settings.names("tenants").contains(tenant.value())) {
        String known = String.join(", ", settings.names("tenants"));
        found.wrong(ConfigSchema.AUTHORITY_TENANTS, "no tenant " + tenant, known, name);
      }
    }
    return new AuthoritySettings(
        name,
        issuer,
        settings.get(ConfigSchema.AUTHORITY_JWKS, name),
        settings.get(ConfigSchema.AUDIENCE, name),
        new HashSet<>(settings.get(ConfigSchema.ALGORITHMS, name)),
        settings.get(ConfigSchema.TOKEN_TYPES, name).stream()
            .map(type -> type.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()),
        new HashSet<>(settings.get(ConfigSchema.TOLERATED_CONFIRMATION, name)),
        settings.get(ConfigSchema.RELEASE_CLAIM, name),
        settings.get(ConfigSchema.TOKEN_LIFETIME, name),
        tenants.map(HashSet::new));
  }
}
