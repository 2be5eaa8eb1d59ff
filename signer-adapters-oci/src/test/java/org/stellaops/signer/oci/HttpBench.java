package org.stellaops.signer.oci;

import java.util.Set;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** The adapter in front of a fake registry on loopback. */
final class HttpBench implements ArtifactRegistryContract.Bench {

  private final FakeRegistry fake;
  private final HttpRegistry registry;

  HttpBench(FakeRegistry fake, HttpRegistry registry) {
    this.fake = fake;
    this.registry = registry;
  }

  static RegistrySettings settings(FakeRegistry fake) {
    return new RegistrySettings(
        "fake",
        Origin.parse(fake.origin()),
        FakeRegistry.REPOSITORY,
        Reach.LOOPBACK,
        Set.of(),
        Set.of(),
        null,
        LayoutBench.BOUNDS);
  }

  @Override
  public ArtifactRegistry registry() {
    return registry;
  }

  @Override
  public void put(Digest stated, Bytes content) {
    fake.put(stated, content);
  }

  @Override
  public void list(Digest image, String index) {
    fake.list(image, index);
  }

  @Override
  public void tag(String tag, Bytes manifest) {
    fake.tag(tag, manifest);
  }

  @Override
  public void breakDown() {
    fake.close();
  }

  @Override
  public void close() {
    registry.close();
    fake.close();
  }
}
