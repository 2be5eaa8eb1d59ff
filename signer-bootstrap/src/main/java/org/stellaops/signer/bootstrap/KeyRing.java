package org.stellaops.signer.bootstrap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.IdentitySettings;
import org.stellaops.signer.bootstrap.config.KeyBackendSettings;
import org.stellaops.signer.bootstrap.config.PlanSettings;
import org.stellaops.signer.bootstrap.config.TenantSettings;
import org.stellaops.signer.bootstrap.config.TenantSettings.Enrolment;
import org.stellaops.signer.bootstrap.config.TenantSettings.Protection;
import org.stellaops.signer.core.api.policy.AllowedRelease;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.ports.SigningKeys;

/** The key backends of a configuration, opened, and its policy as data. */
final class KeyRing {

  private final Map<String, SigningKeys> backends = new HashMap<>();
  private final Set<String> versions = new HashSet<>();

  /** Opens every key backend of the configuration; {@code pool} closes them. */
  KeyRing(Config config, KeyBackendPool pool) throws StartFailed {
    for (KeyBackendSettings settings : config.keys().backends()) {
      KeyBackendPool.Backend backend = pool.open(settings, config.keys().libraries());
      backends.put(settings.name(), backend.keys());
      versions.add(backend.version());
    }
  }

  /** The backends by their configured names. */
  Map<String, SigningKeys> backends() {
    return Map.copyOf(backends);
  }

  /** What the pool has to keep open for them. */
  Set<String> versions() {
    return Set.copyOf(versions);
  }

  /** The policy of the configuration, checked as data. */
  static PolicySnapshot snapshot(Config config) throws StartFailed {
    try {
      return PolicySnapshot.of(
          new Policies(
              config.plans().stream().map(PlanSettings::plan).toList(),
              config.tenants().stream().map(tenant -> policy(tenant, byName(config))).toList()),
          ReleaseRules.of(config.releases()),
          TrustedRoots.revocations(config.verification().revocations()));
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, KeyBackendSettings> byName(Config config) {
    Map<String, KeyBackendSettings> byName = new HashMap<>();
    config.keys().backends().forEach(backend -> byName.put(backend.name(), backend));
    return byName;
  }

  private static TenantPolicy policy(
      TenantSettings tenant, Map<String, KeyBackendSettings> backends) {
    Map<KeyName, KeyRule> keys = new HashMap<>();
    for (TenantSettings.Key key : tenant.keys()) {
      KeyBackendSettings backend =
          Objects.requireNonNull(backends.get(key.uri().backend()), "checked with the file");
      keys.put(
          key.name(),
          new KeyRule(
              key.name(),
              backend.name(),
              KeyBackends.uri(backend, key.uri().key()),
              KeyBackends.keyClass(backend),
              Objects.requireNonNullElse(key.plans(), tenant.plans()),
              key.predicateTypes(),
              key.published(),
              key.algorithm(),
              new KeyRule.Life(
                  key.replaces(),
                  key.enrolAs() == Enrolment.PREPARED,
                  key.protection() == null
                      ? KeyBackends.isHardware(backend)
                      : key.protection() == Protection.HARDWARE)));
    }
    return new TenantPolicy(
        tenant.tenant(),
        tenant.plans(),
        tenant.rules(),
        tenant.subjects(),
        tenant.acceptAssertedRelease(),
        allowed(tenant),
        keys,
        profiles(tenant),
        identity(tenant));
  }

  private static Set<AllowedRelease> allowed(TenantSettings tenant) {
    return tenant.allowedReleases().stream()
        .map(each -> new AllowedRelease(each.image(), each.reason(), each.author(), each.expires()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static @Nullable KeylessRule identity(TenantSettings tenant) {
    IdentitySettings keyless = tenant.keyless();
    return keyless == null
        ? null
        : new KeylessRule(
            keyless.subject(),
            keyless.issuer(),
            Objects.requireNonNullElse(keyless.plans(), tenant.plans()),
            keyless.fallback());
  }

  private static Map<KeyName, SigningProfile> profiles(TenantSettings tenant) {
    Map<KeyName, SigningProfile> profiles = new HashMap<>();
    for (TenantSettings.Profile profile : tenant.profiles()) {
      profiles.put(profile.name(), new SigningProfile(profile.name(), profile.keys()));
    }
    return profiles;
  }
}
