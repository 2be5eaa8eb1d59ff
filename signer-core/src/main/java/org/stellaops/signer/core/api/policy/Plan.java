package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.stellaops.signer.model.PlanName;

/**
 * A plan as configured.
 *
 * @param features what the plan includes; a proof can take features away, never add any
 */
public record Plan(PlanName name, Limits limits, Set<String> features) {

  /** The feature that signing with a tenant's own key needs. */
  public static final String KEYFUL = "keyful";

  public Plan {
    features = Set.copyOf(features);
  }
}
