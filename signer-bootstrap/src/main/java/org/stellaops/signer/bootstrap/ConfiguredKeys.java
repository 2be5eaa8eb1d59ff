package org.stellaops.signer.bootstrap;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.signing.OpenKeys;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.PortException;

/** The public keys of a configuration, read from their backends as a start would. */
public final class ConfiguredKeys {

  private ConfiguredKeys() {}

  /**
   * One key that signs for one tenant.
   *
   * @param published whether a service shows it to anyone
   */
  public record ConfiguredKey(String tenant, String name, boolean published, PinnedKey key) {}

  /**
   * Reads every key, by tenant and name. The store is not touched.
   *
   * @throws StartFailed a backend or a key does not open; its message names it
   */
  public static List<ConfiguredKey> of(Config config) throws StartFailed {
    Ticker ticker = Ticker.system();
    Deadline deadline = Examination.patience(ticker);
    PolicySnapshot policy = KeyRing.snapshot(config);
    OtherUses uses = KeysOfTls.of(config);
    List<ConfiguredKey> keys = new ArrayList<>();
    try (Opened opened = new Opened()) {
      KeyRing ring =
          new KeyRing(
              config, opened.add(new KeyBackendPool(ChosenCrypto.fips(config.crypto(), opened))));
      OpenKeys catalog =
          new OpenKeys(
              any -> ring.backends(),
              any -> uses,
              ticker,
              KeyRegister.ofPolicyAlone(InstantSource.system(), ticker));
      for (TenantPolicy tenant : policy.policies().tenants()) {
        for (KeyRule rule : tenant.keys().values()) {
          String owner = tenant.tenant().value();
          String name = rule.name().value();
          try {
            PinnedKey key = catalog.pin(policy, rule, deadline);
            keys.add(new ConfiguredKey(owner, name, rule.published(), key));
          } catch (PortException | ServiceFailure e) {
            throw new StartFailed(
                StartFailed.Reason.KEYS, "key " + owner + "/" + name + ": " + e.getMessage(), e);
          }
        }
      }
    }
    keys.sort(Comparator.comparing(ConfiguredKey::tenant).thenComparing(ConfiguredKey::name));
    return keys;
  }
}
