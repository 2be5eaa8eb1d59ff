package org.stellaops.signer.core.bypass;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Tenant;

/**
 * Who may let a tenant sign without a Proof of Entitlement.
 *
 * @param operators the tenants whose callers with the scope {@code signer.approve} may open and end
 *     a bypass; empty for nobody
 * @param approvers the persons whose signatures count, by their names; two have to sign
 * @param longest how long one may hold, at most {@link BypassRecord#LONGEST}
 * @param service the public origin that records have to name
 */
public record BypassRules(
    Set<Tenant> operators, Map<String, PinnedKey> approvers, Duration longest, String service) {

  /** Nobody may. */
  public static final BypassRules NOBODY =
      new BypassRules(Set.of(), Map.of(), BypassRecord.LONGEST, "");

  public BypassRules {
    operators = Set.copyOf(operators);
    approvers = Map.copyOf(approvers);
    if (!longest.isPositive() || longest.compareTo(BypassRecord.LONGEST) > 0) {
      throw new IllegalArgumentException("a bypass holds at most " + BypassRecord.LONGEST);
    }
    if (new HashSet<>(approvers.values()).size() != approvers.size()) {
      throw new IllegalArgumentException("two approvers have one key");
    }
  }
}
