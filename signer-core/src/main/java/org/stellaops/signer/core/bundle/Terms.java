package org.stellaops.signer.core.bundle;

import java.util.Map;
import org.stellaops.signer.model.PlanName;

/**
 * Under what a signature was given: all that an answer says beside the signature itself.
 *
 * @param rateRemaining requests that would have been allowed at once right after it
 * @param entitlement where the entitlement's state came from, by its stable name
 * @param release what the release gate found, by stable names; {@code verdict} is always there
 */
public record Terms(
    PlanName plan,
    long maxArtifactBytes,
    long rateRemaining,
    String entitlement,
    Map<String, String> release) {

  public Terms {
    release = Map.copyOf(release);
  }
}
