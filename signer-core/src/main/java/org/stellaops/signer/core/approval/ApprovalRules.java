package org.stellaops.signer.core.approval;

import java.time.Duration;
import java.util.Set;
import org.stellaops.signer.model.Tenant;

/**
 * Where people may let an image pass, and for how long.
 *
 * @param tenants whose callers may ask and decide; empty for nobody
 * @param decideWithin how long a request waits for its decision
 * @param longest how long an approval holds at most
 */
public record ApprovalRules(Set<Tenant> tenants, Duration decideWithin, Duration longest) {

  /** Nobody may. */
  public static final ApprovalRules NOBODY =
      new ApprovalRules(Set.of(), Duration.ofDays(1), Duration.ofDays(1));

  public ApprovalRules {
    tenants = Set.copyOf(tenants);
    if (!decideWithin.isPositive() || !longest.isPositive()) {
      throw new IllegalArgumentException("a decision and an approval need some time");
    }
  }
}
