package org.stellaops.signer.dev;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a development Proof of Entitlement shall say.
 *
 * @param limits by the names that the service knows; empty for those of the plan
 * @param keyThumbprint the {@code jkt} that it is bound to, or null for any of the tenant's callers
 */
public record EntitlementProofOrder(
    String audience,
    String tenant,
    String instance,
    String licence,
    String plan,
    List<String> features,
    Map<String, Long> limits,
    @Nullable String keyThumbprint,
    Duration lifetime) {

  public EntitlementProofOrder {
    features = List.copyOf(features);
    limits = Map.copyOf(limits);
  }
}
