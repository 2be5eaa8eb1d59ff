package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry.Attachment;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** Referrers under the referrers tag, as regctl and cosign lay them out. */
class LayoutRegistryTest extends ArtifactRegistryContract {

  @TempDir Path directory;

  @Override
  protected Bench newBench() {
    return bench();
  }

  private LayoutBench bench() {
    LayoutRegistry registry = new LayoutRegistry("layout", directory, LayoutBench.BOUNDS);
    return new LayoutBench(registry, directory, true);
  }

  private static List<Referrer> referrers(LayoutBench bench) {
    Listing listing =
        bench
            .registry()
            .referrers(IMAGE, TYPE, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
    return ((Listing.Complete) listing).referrers();
  }

  private static Bytes putGood(LayoutBench bench) {
    Bytes content = Bytes.utf8("content");
    bench.put(content.sha256(), content);
    Bytes manifest =
        Bytes.utf8(manifest(IMAGE, TYPE, layer(content.sha256().toString(), content.size())));
    bench.put(manifest.sha256(), manifest);
    bench.list(IMAGE, index(entry(manifest)));
    return manifest;
  }

  /** It is no outage that passes: somebody has to clear it up. */
  @Test
  void r08_layoutWithTooManyEntries_isTooMany_alsoForTags() throws IOException {
    LayoutBench bench = bench();
    Bytes manifest = putGood(bench);
    String[] entries = new String[4097];
    Arrays.fill(entries, entry(manifest));
    Files.writeString(directory.resolve("index.json"), index(entries));
    for (Attachment kind : Attachment.values()) {
      assertThat(
              bench
                  .registry()
                  .attached(IMAGE, kind, Deadline.in(Duration.ofSeconds(30), Ticker.system())))
          .isInstanceOf(Listing.TooMany.class);
    }
  }

  @Test
  void h07_blob_thatIsALink_isNotFollowed(@TempDir Path outside) throws IOException {
    LayoutBench bench = bench();
    Bytes manifest = putGood(bench);
    assertThat(referrers(bench)).allMatch(Referrer.Intact.class::isInstance);
    Path blob = directory.resolve("blobs/sha256").resolve(manifest.sha256().hex());
    Path moved = Files.move(blob, outside.resolve("moved"));
    Files.createSymbolicLink(blob, moved);
    assertThatThrownBy(() -> referrers(bench)).isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void h07_directoryOfBlobs_thatIsALink_isNotFollowed(@TempDir Path outside) throws IOException {
    LayoutBench bench = bench();
    putGood(bench);
    Path blobs = directory.resolve("blobs");
    Files.createSymbolicLink(blobs, Files.move(blobs, outside.resolve("moved")));
    assertThatThrownBy(() -> referrers(bench)).isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void h07_blob_thatIsADirectory_isAFailure() throws IOException {
    LayoutBench bench = bench();
    Bytes manifest = putGood(bench);
    Path blob = directory.resolve("blobs/sha256").resolve(manifest.sha256().hex());
    Files.delete(blob);
    Files.createDirectory(blob);
    assertThatThrownBy(() -> referrers(bench)).isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void layout_ofAnotherVersion_isAFailure() {
    LayoutBench bench = bench();
    putGood(bench);
    bench.write("oci-layout", Bytes.utf8("{\"imageLayoutVersion\":\"2.0.0\"}"));
    assertThatThrownBy(() -> referrers(bench)).isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void r05_taggedIndex_withAnotherDigest_isAFailure() throws IOException {
    LayoutBench bench = bench();
    putGood(bench);
    Digest index =
        Digest.parse(bench.read("index.json").replaceAll("(?s).*(sha256:[0-9a-f]{64}).*", "$1"));
    bench.put(index, Bytes.utf8(index()));
    assertThatThrownBy(() -> referrers(bench)).isInstanceOf(DependencyUnavailable.class);
  }
}
