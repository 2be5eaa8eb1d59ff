package org.stellaops.signer.oci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** An image layout in a directory, written by hand. */
final class LayoutBench implements ArtifactRegistryContract.Bench {

  /** The default bounds, but for smaller layers and the time of a machine that has much to do. */
  static final Bounds BOUNDS = new Bounds(256, 10, 64 << 10, 32 << 20, Duration.ofMinutes(1));

  private final Path directory;
  private final boolean tagged;
  private final ArtifactRegistry registry;

  /**
   * @param registry the adapter over {@code directory}
   * @param tagged whether listings lie under the referrers tag, or are the layout's index itself
   */
  LayoutBench(ArtifactRegistry registry, Path directory, boolean tagged) {
    this.directory = directory;
    this.tagged = tagged;
    this.registry = registry;
    write("oci-layout", Bytes.utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
    write("index.json", Bytes.utf8(ArtifactRegistryContract.index()));
  }

  void write(String name, Bytes content) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ArtifactRegistry registry() {
    return registry;
  }

  @Override
  public void put(Digest stated, Bytes content) {
    write("blobs/sha256/" + stated.hex(), content);
  }

  @Override
  public void list(Digest image, String index) {
    Bytes bytes = Bytes.utf8(index);
    if (!tagged) {
      write("index.json", bytes);
      return;
    }
    put(bytes.sha256(), bytes);
    String entry = tagged("sha256-" + image.hex(), bytes);
    write("index.json", Bytes.utf8(ArtifactRegistryContract.index(entry)));
  }

  @Override
  public void tag(String tag, Bytes manifest) {
    put(manifest.sha256(), manifest);
    write("index.json", Bytes.utf8(ArtifactRegistryContract.index(tagged(tag, manifest))));
  }

  private static String tagged(String tag, Bytes bytes) {
    return "{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\""
        + bytes.sha256()
        + "\",\"size\":"
        + bytes.size()
        + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\""
        + tag
        + "\"}}";
  }

  @Override
  public void breakDown() {
    try {
      Files.delete(directory.resolve("oci-layout"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String name) throws IOException {
    return Files.readString(directory.resolve(name), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
