package org.stellaops.signer.oci;

import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** A registry without the referrers API: the referrers tag. */
class TagFallbackTest extends ArtifactRegistryContract {

  @Override
  protected Bench newBench() {
    return new HttpBench(false);
  }
}
