package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;

/**
 * A plan as configured.
 *
 * @param requestRate of all requests of each client of a tenant: those that are refused, read or
 *     repeat too; no proof changes it
 * @param features what the plan includes; a proof can take features away, never add any
 * @param hardwareKeysOnly whether only keys in hardware sign under it
 */
public record Plan(
    PlanName name,
    Limits limits,
    RateLimit requestRate,
    Set<String> features,
    boolean hardwareKeysOnly) {

  /** The feature that signing with a tenant's own key needs. */
  public static final String KEYFUL = "keyful";

  /** The feature that keyless signing needs. */
  public static final String KEYLESS = "keyless";

  /** How many requests may come for each that is signed, where nothing else is said. */
  public static final int REQUESTS_TO_A_SIGNATURE = 10;

  public Plan {
    features = Set.copyOf(features);
  }

  public Plan(PlanName name, Limits limits, RateLimit requestRate, Set<String> features) {
    this(name, limits, requestRate, features, false);
  }

  /** A plan whose request rate is {@link #REQUESTS_TO_A_SIGNATURE} times its rate. */
  public Plan(PlanName name, Limits limits, Set<String> features) {
    this(name, limits, limits.rate().times(REQUESTS_TO_A_SIGNATURE), features);
  }
}
