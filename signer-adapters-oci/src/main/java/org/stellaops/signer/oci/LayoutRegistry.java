package org.stellaops.signer.oci;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.Contents.Fetched;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * An OCI image layout directory ({@code image-layout.md}). Referrers are manifests of {@code
 * index.json} whose subject is the image, and the entries of the index that {@code index.json}
 * names by the referrers tag {@code sha256-<hex>}. The directory is read anew for each look-up, so
 * that it may be replaced while the service runs. Links are not followed.
 */
public final class LayoutRegistry implements ArtifactRegistry {

  private static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** A layout holds whole catalogues; manifests of other images cost a file read each. */
  private static final int MAX_ENTRIES = 4096;

  private final String name;
  private final LayoutFiles files;
  private final Bounds bounds;

  /**
   * @param directory holds {@code oci-layout}, {@code index.json} and {@code blobs/sha256}
   */
  public LayoutRegistry(String name, Path directory, Bounds bounds) {
    this.name = name;
    this.files = new LayoutFiles(directory);
    this.bounds = bounds;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Listing referrers(Digest image, String artifactType, Deadline deadline) {
    Deadline own = deadline.within(bounds.time());
    ReferrerReader reader = new ReferrerReader(bounds, image, artifactType);
    try {
      requireLayout();
      return list(image, reader, new Blobs(own));
    } catch (IOException e) {
      throw unavailable("is not a readable image layout", e);
    } catch (Unreadable e) {
      if (e.why().equals(OciJson.TOO_MANY)) {
        return new Listing.TooMany(bounds.items());
      }
      throw unavailable("has an index out of form: " + e.why(), e);
    }
  }

  @Override
  public Listing attached(Digest image, Attachment kind, Deadline deadline) {
    Contents blobs = new Blobs(deadline.within(bounds.time()));
    try {
      requireLayout();
      for (Descriptor entry : entries()) {
        if (kind.tag(image).equals(entry.annotations().get(REF_NAME))) {
          return attached(entry, blobs);
        }
      }
      return new Listing.Complete(List.of());
    } catch (IOException e) {
      throw unavailable("is not a readable image layout", e);
    } catch (Unreadable e) {
      if (e.why().equals(OciJson.TOO_MANY)) {
        return new Listing.TooMany(bounds.items());
      }
      throw unavailable("has an index out of form: " + e.why(), e);
    }
  }

  private Listing attached(Descriptor entry, Contents blobs) {
    try {
      int max = ContentChecks.bound(entry, Bounds.MANIFEST_BYTES);
      return new AttachedLayers(bounds, last -> blobs)
          .read(ContentChecks.checked(entry, blobs.manifest(entry, max)));
    } catch (Unreadable e) {
      return e.why().equals(OciJson.TOO_MANY)
          ? new Listing.TooMany(bounds.items())
          : invalid(entry, "manifest-" + e.why());
    } catch (ContentChecks.Spoil e) {
      return invalid(entry, e.why());
    }
  }

  @Override
  public Set<Digest> images(Digest index, Deadline deadline) {
    try {
      requireLayout();
      if (!(files.blob(index, Bounds.MANIFEST_BYTES) instanceof Fetched.Whole(Bytes bytes))) {
        return Set.of();
      }
      if (!bytes.sha256().equals(index)) {
        throw new Unreadable("digest");
      }
      return OciJson.images(bytes);
    } catch (IOException e) {
      throw unavailable("is not a readable image layout", e);
    } catch (Unreadable e) {
      throw unavailable("has an index out of form: " + e.why(), e);
    }
  }

  private static Listing invalid(Descriptor entry, String why) {
    return new Listing.Complete(List.of(new Referrer.Invalid(entry.digest(), why)));
  }

  private List<Descriptor> entries() throws IOException, Unreadable {
    return OciJson.index(whole(files.read("index.json", Bounds.MANIFEST_BYTES)), MAX_ENTRIES);
  }

  private void requireLayout() throws IOException, Unreadable {
    JsonObject layout = OciJson.object(whole(files.read("oci-layout", 4096)));
    if (!OciJson.text(layout, "imageLayoutVersion").equals("1.0.0")) {
      throw new Unreadable("layout-version");
    }
  }

  private static Bytes whole(Fetched fetched) throws IOException, Unreadable {
    if (fetched instanceof Fetched.TooLarge) {
      throw new Unreadable(OciJson.TOO_MANY);
    }
    if (fetched instanceof Fetched.Whole whole) {
      return whole.bytes();
    }
    throw new IOException("a file of the layout is missing");
  }

  private Listing list(Digest image, ReferrerReader reader, Contents blobs)
      throws IOException, Unreadable {
    Map<Digest, Referrer> found = new LinkedHashMap<>();
    for (Descriptor entry : entries()) {
      if (isFallbackOf(image, entry)) {
        for (Descriptor nested : nested(entry)) {
          reader
              .listed(blobs, nested)
              .ifPresent(it -> found.merge(nested.digest(), it, ReferrerReader::better));
        }
      } else if (!entry.digest().equals(image)) {
        reader
            .found(blobs, entry)
            .ifPresent(it -> found.merge(entry.digest(), it, ReferrerReader::better));
      }
    }
    return found.size() > bounds.items()
        ? new Listing.TooMany(bounds.items())
        : new Listing.Complete(new ArrayList<>(found.values()));
  }

  private static boolean isFallbackOf(Digest image, Descriptor entry) {
    return entry.mediaType().equals(OciJson.INDEX)
        && ("sha256-" + image.hex()).equals(entry.annotations().get(REF_NAME));
  }

  /** Indexes in that index are not opened: there is no depth to exhaust and no cycle to follow. */
  private List<Descriptor> nested(Descriptor index) throws IOException, Unreadable {
    Bytes bytes = whole(files.blob(index.digest(), Bounds.MANIFEST_BYTES));
    if (bytes.size() != index.size() || !bytes.sha256().equals(index.digest())) {
      throw new Unreadable("digest");
    }
    return OciJson.index(bytes, bounds.items());
  }

  private DependencyUnavailable unavailable(String what, Exception cause) {
    return new DependencyUnavailable(
        Dependency.REGISTRY, false, "layout " + name + " " + what, cause);
  }

  private final class Blobs implements Contents {
    private final Deadline deadline;

    Blobs(Deadline deadline) {
      this.deadline = deadline;
    }

    @Override
    public Fetched manifest(Descriptor descriptor, int max) {
      return blob(descriptor, max);
    }

    @Override
    public Fetched blob(Descriptor descriptor, int max) {
      if (deadline.hasPassed()) {
        throw new DependencyUnavailable(
            Dependency.REGISTRY, false, "layout " + name + " was not read within the deadline");
      }
      try {
        return files.blob(descriptor.digest(), max);
      } catch (IOException e) {
        throw unavailable("cannot be read", e);
      }
    }
  }
}
