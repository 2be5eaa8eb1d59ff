package org.stellaops.signer.oci;

import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** A registry without the referrers API: the referrers tag. */
class TagFallbackTest extends ArtifactRegistryContract {

  @Override
  protected Bench newBench() {
    FakeRegistry fake = new FakeRegistry(false);
    return new HttpBench(fake, new HttpRegistry(HttpBench.settings(fake), Ticker.system()));
  }
}
