package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** A registry without the referrers API: the referrers tag. */
class TagFallbackTest extends ArtifactRegistryContract {

  @Override
  protected Bench newBench() {
    FakeRegistry fake = new FakeRegistry(false);
    return new HttpBench(fake, new HttpRegistry(HttpBench.settings(fake), Ticker.system()));
  }

  private static Listing answered(String byTag) {
    Digest image = Bytes.utf8("image").sha256();
    try (FakeRegistry fake = new FakeRegistry(false);
        HttpRegistry registry = new HttpRegistry(HttpBench.settings(fake), Ticker.system())) {
      fake.list(image, byTag);
      return registry.referrers(
          image, DocumentSigner.BUNDLE, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'schemaVersion':2,'mediaType':'application/vnd.oci.image.manifest.v1+json','config':{}}",
        "{'schemaVersion':2,'config':{},'layers':[]}",
        "{'schemaVersion':2,'mediaType':'application/vnd.docker.distribution.manifest.v2+json'}",
        "{'schemaVersion':2,'manifests':[{'digest':'x'}],"
            + "'mediaType':'application/vnd.docker.distribution.manifest.list.v2+json'}",
        "{'schemaVersion':1,'name':'team/scanner','fsLayers':[],'history':[]}",
        "{'mediaType':'application/vnd.oci.artifact.manifest.v1+json','blobs':[]}"
      })
  void tag_ofAnotherManifest_isNone(String manifest) {
    assertThat(answered(manifest.replace('\'', '"'))).isEqualTo(new Listing.Complete(List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html></html>", "{'errors':[{'code':'UNKNOWN'}]}", "{}", "'x'"})
  void tag_answeredWithNoManifest_isAFailure(String body) {
    String answer = body.replace('\'', '"');
    assertThatThrownBy(() -> answered(answer)).isInstanceOf(DependencyUnavailable.class);
  }
}
