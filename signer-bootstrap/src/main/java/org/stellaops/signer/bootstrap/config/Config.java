package org.stellaops.signer.bootstrap.config;

import java.util.List;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;

/** Everything that the operator decided, checked. Holds references to secrets, never a secret. */
public record Config(
    ServerSettings server,
    @Chosen("authority") List<AuthoritySettings> authorities,
    LicensingSettings licensing,
    StoreSettings store,
    @Chosen("plan") List<PlanSettings> plans,
    @Chosen("tenant") List<TenantSettings> tenants,
    KeySettings keys,
    ReleaseSettings releases,
    LimitSettings limits,
    CryptoSettings crypto,
    SealSettings seal) {

  public Config {
    authorities = List.copyOf(authorities);
    plans = List.copyOf(plans);
    tenants = List.copyOf(tenants);
  }

  /** What holds signing keys, by name. */
  public record KeySettings(@Chosen("backend") List<KeyBackendSettings> backends) {

    public KeySettings {
      backends = List.copyOf(backends);
    }
  }

  /** The same with other limits. */
  public Config with(LimitSettings other) {
    return new Config(
        server, authorities, licensing, store, plans, tenants, keys, releases, other, crypto, seal);
  }
}
