package org.stellaops.signer.core.api.policy;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.model.PinnedKey;

/** Whose signature makes a scanner image a release. */
public sealed interface ReleaseSigner permits ReleaseKey, ReleaseIdentity {

  /**
   * The keys of these signers.
   *
   * @throws UnsupportedReleaseSigner if one is a certificate identity
   */
  static List<PinnedKey> keys(List<ReleaseSigner> signers) {
    List<PinnedKey> keys = new ArrayList<>();
    for (ReleaseSigner signer : signers) {
      switch (signer) {
        case ReleaseKey(PinnedKey key) -> keys.add(key);
        case ReleaseIdentity identity -> throw new UnsupportedReleaseSigner(identity);
      }
    }
    return List.copyOf(keys);
  }
}
