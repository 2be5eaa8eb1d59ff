package org.stellaops.signer.core.api.policy;

import java.util.List;
import java.util.Set;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;

/**
 * Policy at one moment: immutable, and swapped as a whole. A request keeps to the one that it found
 * when its caller was identified.
 *
 * @param releaseSigners whose signatures make a scanner image a release; no key of theirs may be a
 *     tenant's
 * @param sha256 names the snapshot in records: the digest of the configuration that it was read from
 */
public record PolicySnapshot(Policies policies, List<ReleaseSigner> releaseSigners, Digest sha256) {

  /**
   * @throws UnsupportedReleaseSigner if a release signer is a certificate identity
   */
  public PolicySnapshot {
    releaseSigners = List.copyOf(releaseSigners);
    List<PinnedKey> supported = ReleaseSigner.keys(releaseSigners);
    assert supported.size() == releaseSigners.size();
  }

  /** The keys of the release signers. */
  public Set<PinnedKey> releaseKeys() {
    return Set.copyOf(ReleaseSigner.keys(releaseSigners));
  }
}
