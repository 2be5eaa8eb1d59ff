package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.KeystoreSettings;
import org.stellaops.signer.bootstrap.config.TenantSettings;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.SigningKey;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.kms.keystore.KeystoreKeys;
import org.stellaops.signer.model.Deadline;
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

  /** The policies with every key pinned, checked against each other and the release keys. */
  Policies policies(Config config, Deadline deadline) throws StartFailed {
    try {
      return new Policies(
          config.plans(),
          config.tenants().stream().map(tenant -> policy(tenant, deadline)).toList(),
          Set.copyOf(config.releases().keys()));
    } catch (PortException e) {
      throw new StartFailed(StartFailed.Reason.KEYS, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    }
  }

  private TenantPolicy policy(TenantSettings tenant, Deadline deadline) {
    Map<KeyName, SigningKey> keys = new HashMap<>();
    for (TenantSettings.Key key : tenant.keys()) {
      keys.put(key.name(), pinned(tenant, key, deadline));
    }
    return new TenantPolicy(
        tenant.tenant(),
        tenant.plans(),
        tenant.predicateTypes(),
        tenant.subjects(),
        tenant.acceptAssertedRelease(),
        tenant.allowedReleases(),
        keys);
  }

  private SigningKey pinned(TenantSettings tenant, TenantSettings.Key key, Deadline deadline) {
    SigningKeys backend =
        Objects.requireNonNull(backends.get(key.place().keystore()), "checked with the file");
    return new SigningKey(
        key.name(),
        tenant.tenant(),
        key.plans(),
        backend,
        key.place().uri(),
        backend.publicKey(key.place().uri(), deadline),
        KEY_CLASS,
        key.published());
  }
}
