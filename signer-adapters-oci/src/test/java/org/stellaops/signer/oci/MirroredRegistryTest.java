package org.stellaops.signer.oci;

import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

/** A registry with a mirror is what it is without. */
class MirroredRegistryTest extends ArtifactRegistryContract {

  @Override
  protected Bench newBench() {
    FakeRegistry fake = new FakeRegistry(true);
    return new Mirrored(
        new HttpBench(fake, new HttpRegistry(HttpBench.settings(fake), Ticker.system())));
  }

  private record Mirrored(HttpBench bench) implements Bench {

    @Override
    public ArtifactRegistry registry() {
      return new MirroredRegistry(bench.registry(), List.of(new InMemoryRegistry("mirror")));
    }

    @Override
    public void put(Digest stated, Bytes content) {
      bench.put(stated, content);
    }

    @Override
    public void list(Digest image, String index) {
      bench.list(image, index);
    }

    @Override
    public void tag(String tag, Bytes manifest) {
      bench.tag(tag, manifest);
    }

    @Override
    public void breakDown() {
      bench.breakDown();
    }

    @Override
    public void close() {
      bench.close();
    }
  }
}
