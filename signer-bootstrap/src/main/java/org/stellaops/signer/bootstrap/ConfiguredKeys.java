package org.stellaops.signer.bootstrap;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
   * What could be read.
   *
   * @param keys by tenant and name
   * @param missing why the others could not, by {@code tenant/name}
   */
  public record Found(List<ConfiguredKey> keys, Map<String, String> missing) {

    public Found {
      keys = List.copyOf(keys);
      missing = Collections.unmodifiableMap(new TreeMap<>(missing));
    }
  }

  /**
   * Reads every key. The store is not touched.
   *
   * @throws StartFailed a backend does not open; its message names it
   */
  public static Found of(Config config) throws StartFailed {
    Ticker ticker = Ticker.system();
    Deadline deadline = Examination.patience(ticker);
    PolicySnapshot policy = KeyRing.snapshot(config);
    OtherUses uses = KeysInOtherUse.of(config);
    List<ConfiguredKey> keys = new ArrayList<>();
    Map<String, String> missing = new TreeMap<>();
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
            Throwable why = e.getCause() instanceof PortException said ? said : e;
            missing.put(owner + "/" + name, String.valueOf(why.getMessage()));
          }
        }
      }
    }
    keys.sort(Comparator.comparing(ConfiguredKey::tenant).thenComparing(ConfiguredKey::name));
    return new Found(keys, missing);
  }
}
