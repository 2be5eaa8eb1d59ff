package org.stellaops.signer.bootstrap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.ports.Dependency;

/**
 * Which backends a service can do without: all that do not answer, as long as some key that may
 * sign, and passed its last test, is in one that does.
 */
final class UsableKeys {

  /** Before the name of a backend in the name of its check. */
  static final String PREFIX = Dependency.SIGNING_KEYS.label() + ":";

  private final LivePolicy policy;

  UsableKeys(LivePolicy policy) {
    this.policy = policy;
  }

  /** The backends' states; what is known of their keys is not asked anew. */
  Map<String, State> judged(Map<String, State> states) {
    Set<String> holding = backendsOfUsableKeys();
    holding.removeIf(name -> !states.containsKey(name) || !states.get(name).ok());
    Map<String, State> judged = new HashMap<>();
    states.forEach((name, state) -> {
      if (name.startsWith(PREFIX)) {
        boolean isOnly = holding.stream().allMatch(name::equals);
        judged.put(name, new State(state.ok(), state.why(), isOnly));
      }
    });
    return judged;
  }

  private Set<String> backendsOfUsableKeys() {
    Set<String> holding = new HashSet<>();
    for (TenantPolicy tenant : policy.get().policies().tenants()) {
      for (KeyRule rule : tenant.keys().values()) {
        if (policy.keys().register().obstacle(tenant.tenant(), rule.name()).isEmpty()) {
          holding.add(PREFIX + rule.backend());
        }
      }
    }
    return holding;
  }
}
