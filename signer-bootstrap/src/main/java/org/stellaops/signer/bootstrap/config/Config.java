package org.stellaops.signer.bootstrap.config;

import java.util.List;
import org.stellaops.signer.core.api.policy.Plan;

/** Everything that the operator decided, checked. Holds references to secrets, never a secret. */
public record Config(
    ServerSettings server,
    List<AuthoritySettings> authorities,
    LicensingSettings licensing,
    StoreSettings store,
    List<Plan> plans,
    List<TenantSettings> tenants,
    List<KeyBackendSettings> backends,
    ReleaseSettings releases,
    LimitSettings limits) {

  public Config {
    plans = List.copyOf(plans);
    tenants = List.copyOf(tenants);
    authorities = List.copyOf(authorities);
    backends = List.copyOf(backends);
  }
}
