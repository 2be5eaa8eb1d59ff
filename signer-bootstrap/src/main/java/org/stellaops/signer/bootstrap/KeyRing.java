package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
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
import org.stellaops.signer.kms.keystore.KeystoreKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Opens the keystores and pins the public key of each signing key, once, before anything is signed.
 */
final class KeyRing {

  private static final String KEY_CLASS = "keystore";

  private final Map<String, SigningKeys> backends = new HashMap<>();

  /** Opens every keystore of the configuration; {@code opened} closes them. */
  KeyRing(Config config, Opened opened) throws StartFailed {
    for (KeystoreSettings keystore : config.keystores()) {
      try {
        KeystoreKeys keys = KeystoreKeys.open(keystore.file(), () -> password(keystore));
        backends.put(keystore.name(), opened.add(keys));
      } catch (UncheckedIOException e) {
        throw new StartFailed(
            StartFailed.Reason.SECRET, "keystore " + keystore.name() + ": " + e.getMessage(), e);
      } catch (PortException e) {
        throw new StartFailed(
            StartFailed.Reason.KEYS, "keystore " + keystore.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private static char[] password(KeystoreSettings keystore) {
    try {
      return keystore.password().reveal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The backends by their configured names. */
  Map<String, SigningKeys> backends() {
    return Map.copyOf(backends);
  }

  /** The policy of the configuration, checked as data. */
  static PolicySnapshot snapshot(Config config) throws StartFailed {
    try {
      return new PolicySnapshot(
          new Policies(config.plans(), config.tenants().stream().map(KeyRing::policy).toList()),
          config.releases().keys().stream().<ReleaseSigner>map(ReleaseKey::new).toList(),
          Bytes.utf8(config.toString()).sha256());
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
