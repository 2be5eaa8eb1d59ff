package org.stellaops.signer.bootstrap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.KeystoreSettings;
import org.stellaops.signer.bootstrap.config.TenantSettings;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Opens the keystores and pins the public key of each signing key, once, before anything is signed.
 */
final class KeyRing {

  private static final String KEY_CLASS = "keystore";

  private final Map<String, SigningKeys> backends = new HashMap<>();
  private final Set<String> versions = new HashSet<>();

  /** Opens every keystore of the configuration; {@code pool} closes them. */
  KeyRing(Config config, KeyBackendPool pool) throws StartFailed {
    for (KeystoreSettings keystore : config.keystores()) {
      KeyBackendPool.Backend backend = pool.open(keystore);
      backends.put(keystore.name(), backend.keys());
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
          new Policies(config.plans(), config.tenants().stream().map(KeyRing::policy).toList()),
          config.releases().keys().stream().<ReleaseSigner>map(ReleaseKey::new).toList());
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    }
  }

  private static TenantPolicy policy(TenantSettings tenant) {
    Map<KeyName, KeyRule> keys = new HashMap<>();
    for (TenantSettings.Key key : tenant.keys()) {
      keys.put(
          key.name(),
          new KeyRule(
              key.name(),
              key.place().keystore(),
              key.place().uri(),
              KEY_CLASS,
              key.plans(),
              key.published()));
    }
    return new TenantPolicy(
        tenant.tenant(),
        tenant.plans(),
        tenant.predicateTypes(),
        tenant.subjects(),
        tenant.acceptAssertedRelease(),
        tenant.allowedReleases(),
        keys,
        profiles(tenant));
  }

  private static Map<KeyName, SigningProfile> profiles(TenantSettings tenant) {
    Map<KeyName, SigningProfile> profiles = new HashMap<>();
    tenant.profiles().forEach((name, keys) -> profiles.put(name, new SigningProfile(name, keys)));
    return profiles;
  }
}
