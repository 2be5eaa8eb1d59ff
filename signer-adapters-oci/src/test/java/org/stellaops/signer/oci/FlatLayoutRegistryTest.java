package org.stellaops.signer.oci;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** Referrers in the layout's own index, as ORAS lays them out. */
class FlatLayoutRegistryTest extends ArtifactRegistryContract {

  @TempDir Path directory;

  @Override
  protected Bench newBench() {
    LayoutRegistry registry = new LayoutRegistry("layout", directory, LayoutBench.BOUNDS);
    return new LayoutBench(registry, directory, false);
  }
}
