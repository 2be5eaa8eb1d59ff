package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.ContentChecks.Spoil;
import org.stellaops.signer.oci.Contents.Fetched;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.ports.ArtifactRegistry.Layer;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;

/**
 * Makes referrers out of descriptors, with every digest, size, subject and type checked against the
 * bytes themselves. For one look-up: it counts what it reads.
 */
final class ReferrerReader {

  private static final String EMPTY_CONFIG = "application/vnd.oci.empty.v1+json";

  private final Bounds bounds;
  private final Digest image;
  private final String artifactType;
  private int left;

  ReferrerReader(Bounds bounds, Digest image, String artifactType) {
    this.bounds = bounds;
    this.image = image;
    this.artifactType = artifactType;
    this.left = bounds.totalBytes();
  }

  /**
   * Reads a descriptor that a listing of this image's referrers holds.
   *
   * @return empty if it is of another artifact type and was not listed as of this one
   */
  Optional<Referrer> listed(Contents contents, Descriptor descriptor) {
    return read(contents, descriptor, true);
  }

  /**
   * Reads a descriptor that may refer to any image.
   *
   * @return empty also if it refers to another image, or to none
   */
  Optional<Referrer> found(Contents contents, Descriptor descriptor) {
    return read(contents, descriptor, false);
  }

  private Optional<Referrer> read(Contents contents, Descriptor descriptor, boolean listed) {
    boolean saysSo = descriptor.artifactType().equals(artifactType);
    if (!saysSo && saysAnother(descriptor)) {
      return Optional.empty();
    }
    if (!saysSo && !descriptor.mediaType().equals(OciJson.MANIFEST)) {
      return Optional.empty();
    }
    try {
      JsonObject manifest = manifest(contents, descriptor);
      if (!artifactTypeOf(manifest).equals(artifactType)) {
        return saysSo ? spoiled(descriptor, "artifact-type") : Optional.empty();
      }
      if (!subjectOf(manifest).equals(Optional.of(image))) {
        return listed ? spoiled(descriptor, "subject") : Optional.empty();
      }
      return Optional.of(
          new Referrer.Intact(descriptor.digest(), artifactType, layers(contents, manifest)));
    } catch (Spoil e) {
      return saysSo || listed ? spoiled(descriptor, e.why()) : Optional.empty();
    } catch (Unreadable e) {
      return saysSo || listed ? spoiled(descriptor, "manifest-" + e.why()) : Optional.empty();
    }
  }

  /** Some registries list the type of the empty config instead (go-containerregistry 0.21). */
  private static boolean saysAnother(Descriptor descriptor) {
    return !descriptor.artifactType().isEmpty() && !descriptor.artifactType().equals(EMPTY_CONFIG);
  }

  private static Optional<Referrer> spoiled(Descriptor descriptor, String why) {
    return Optional.of(new Referrer.Invalid(descriptor.digest(), why));
  }

  private JsonObject manifest(Contents contents, Descriptor descriptor) throws Spoil, Unreadable {
    if (!descriptor.mediaType().equals(OciJson.MANIFEST)) {
      throw new Spoil("media-type");
    }
    int max = ContentChecks.bound(descriptor, Bounds.MANIFEST_BYTES);
    JsonObject manifest =
        OciJson.object(ContentChecks.checked(descriptor, contents.manifest(descriptor, max)));
    OciJson.requireSchema(manifest, OciJson.MANIFEST);
    if (manifest.has("manifests")) {
      throw new Spoil("manifest-and-index");
    }
    return manifest;
  }

  /** The manifest's own, or its config's media type (OCI image specification, "artifactType"). */
  private static String artifactTypeOf(JsonObject manifest) throws Unreadable {
    String own = manifest.has("artifactType") ? OciJson.text(manifest, "artifactType") : "";
    return own.isEmpty() ? OciJson.text(OciJson.object(manifest, "config"), "mediaType") : own;
  }

  private static Optional<Digest> subjectOf(JsonObject manifest) throws Unreadable {
    return manifest.has("subject")
        ? OciJson.descriptor(OciJson.object(manifest, "subject")).map(Descriptor::digest)
        : Optional.empty();
  }

  /** The layers of one referrer share one layer's bound, so that none uses up the others' room. */
  private List<Layer> layers(Contents contents, JsonObject manifest) throws Spoil, Unreadable {
    List<JsonObject> listed = OciJson.objects(manifest, "layers");
    if (listed.size() > 16) {
      throw new Spoil("layers");
    }
    List<Layer> layers = new ArrayList<>();
    int room = bounds.layerBytes();
    for (JsonObject node : listed) {
      Optional<Descriptor> descriptor = OciJson.descriptor(node);
      if (descriptor.isEmpty()) {
        throw new Spoil("digest-form");
      }
      Layer layer = layer(contents, descriptor.get(), room);
      room -= layer.content().size();
      layers.add(layer);
    }
    return List.copyOf(layers);
  }

  private Layer layer(Contents contents, Descriptor descriptor, int room) throws Spoil {
    int max = ContentChecks.bound(descriptor, room);
    if (max > left) {
      throw new Spoil("total-size");
    }
    Fetched fetched = contents.blob(descriptor, max);
    left -= fetched instanceof Fetched.Absent ? 0 : max;
    Bytes content = ContentChecks.checked(descriptor, fetched);
    return new Layer(
        descriptor.mediaType(), descriptor.digest(), content, descriptor.annotations());
  }

  /** Which of two readings of one digest counts: an entry may be listed twice, and once oddly. */
  static Referrer better(Referrer known, Referrer next) {
    return switch (known) {
      case Referrer.Intact intact -> intact;
      case Referrer.Invalid invalid -> next instanceof Referrer.Intact ? next : invalid;
    };
  }
}
