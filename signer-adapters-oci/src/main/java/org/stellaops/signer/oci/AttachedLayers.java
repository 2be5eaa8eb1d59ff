package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.ports.ArtifactRegistry.Layer;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * The layers of an image manifest in which cosign keeps one signature or attestation each. A layer
 * that does not hold together spoils none beside it.
 */
final class AttachedLayers {

  private final Bounds bounds;
  private final Source source;
  private int left;

  /** Where layers come from. */
  interface Source {

    /**
     * What one layer is read with.
     *
     * @param last whether none comes after it, which its wait would leave no time
     */
    Contents contents(boolean last);
  }

  AttachedLayers(Bounds bounds, Source source) {
    this.bounds = bounds;
    this.source = source;
    this.left = bounds.totalBytes();
  }

  /**
   * Reads the manifest that the tag leads to, and its layers.
   *
   * @param bytes of which the digest is the manifest's name
   * @throws DependencyUnavailable a layer could not be read, and none is intact
   * @throws Unreadable it is no manifest of whatever kind
   */
  Listing read(Bytes bytes) throws Unreadable {
    Digest manifest = bytes.sha256();
    JsonObject root = OciJson.object(bytes);
    if (!OciJson.isManifest(root)) {
      throw new Unreadable("no-manifest");
    }
    List<JsonObject> layers;
    try {
      OciJson.requireSchema(root, OciJson.MANIFEST);
      layers = OciJson.objects(root, "layers");
    } catch (Unreadable e) {
      if (e.why().equals(OciJson.TOO_MANY)) {
        return new Listing.TooMany(bounds.items());
      }
      return new Listing.Complete(List.of(new Referrer.Invalid(manifest, "manifest-" + e.why())));
    }
    if (layers.size() > bounds.items()) {
      return new Listing.TooMany(bounds.items());
    }
    List<Referrer> found = new ArrayList<>();
    @Nullable DependencyUnavailable failure = null;
    for (int i = 0; i < layers.size(); i++) {
      try {
        Contents contents = source.contents(i == layers.size() - 1);
        found.add(layer(manifest, OciJson.descriptor(layers.get(i)), contents));
      } catch (DependencyUnavailable e) {
        failure = e;
      }
    }
    if (failure == null) {
      return new Listing.Complete(found);
    }
    if (found.stream().noneMatch(Referrer.Intact.class::isInstance)) {
      throw failure;
    }
    return new Listing.Partial(found, failure);
  }

  private Referrer layer(Digest manifest, Optional<Descriptor> descriptor, Contents contents) {
    if (descriptor.isEmpty()) {
      return new Referrer.Invalid(manifest, "digest-form");
    }
    try {
      Descriptor layer = descriptor.get();
      int max = ContentChecks.bound(layer, bounds.layerBytes());
      if (max > left) {
        return new Referrer.Invalid(manifest, "total-size");
      }
      Contents.Fetched fetched = contents.blob(layer, max);
      left -= fetched instanceof Contents.Fetched.Absent ? 0 : max;
      Bytes content = ContentChecks.checked(layer, fetched);
      return new Referrer.Intact(
          manifest,
          layer.mediaType(),
          List.of(new Layer(layer.mediaType(), layer.digest(), content, layer.annotations())));
    } catch (ContentChecks.Spoil e) {
      return new Referrer.Invalid(manifest, e.why());
    }
  }
}
