package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.List;
import org.stellaops.signer.core.api.policy.Plan;

/** Everything that the operator decided, checked. Holds references to secrets, never a secret. */
public record Config(
    ServerSettings server,
    AuthoritySettings authority,
    LicensingSettings licensing,
    Path storeDirectory,
    List<Plan> plans,
    List<TenantSettings> tenants,
    List<KeystoreSettings> keystores,
    ReleaseSettings releases,
    LimitSettings limits) {

  public Config {
    plans = List.copyOf(plans);
    tenants = List.copyOf(tenants);
    keystores = List.copyOf(keystores);
  }
}
