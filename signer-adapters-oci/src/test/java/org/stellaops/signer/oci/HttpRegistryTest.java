package org.stellaops.signer.oci;

import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** A registry with the referrers API. */
class HttpRegistryTest extends ArtifactRegistryContract {

  @Override
  protected Bench newBench() {
    FakeRegistry fake = new FakeRegistry(true);
    return new HttpBench(fake, new HttpRegistry(HttpBench.settings(fake), Ticker.system()));
  }
}
