package org.stellaops.signer.core.api.policy;

import java.util.List;
import org.stellaops.signer.model.PinnedKey;

/** Whose signature makes a scanner image a release. */
public sealed interface ReleaseSigner permits ReleaseKey, ReleaseIdentity {

  /** The keys of these signers, each once. */
  static List<PinnedKey> keys(List<ReleaseSigner> signers) {
    return signers.stream()
        .filter(ReleaseKey.class::isInstance)
        .map(signer -> ((ReleaseKey) signer).key())
        .distinct()
        .toList();
  }
}
