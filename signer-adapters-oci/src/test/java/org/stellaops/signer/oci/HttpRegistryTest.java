package org.stellaops.signer.oci;

import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** A registry with the referrers API. */
class HttpRegistryTest extends ArtifactRegistryContract {

  @Override
  protected Bench newBench() {
    return new HttpBench(true);
  }
}
