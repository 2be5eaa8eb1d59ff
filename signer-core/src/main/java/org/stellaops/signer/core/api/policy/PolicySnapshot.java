package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;

/**
 * Policy at one moment: immutable, and swapped as a whole. A request keeps to the one that it found
 * when its caller was identified.
 *
 * @param sha256 names the snapshot in records: the digest of the configuration that it was read from
 * @param releaseKeys the keys whose release signatures count; none of them may be a tenant's
 */
public record PolicySnapshot(Policies policies, Set<PinnedKey> releaseKeys, Digest sha256) {

  public PolicySnapshot {
    releaseKeys = Set.copyOf(releaseKeys);
  }
}
