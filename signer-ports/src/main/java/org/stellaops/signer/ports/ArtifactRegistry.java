package org.stellaops.signer.ports;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;

/**
 * Reads what refers to an image manifest in one configured repository or OCI image layout. Which
 * repository is configuration, never input. It checks digests and sizes and gives no verdict.
 */
public interface ArtifactRegistry {

  /** How configuration and audit name this source. */
  String name();

  /** Where the same content is, in the order in which they are asked where this source is out. */
  default List<ArtifactRegistry> mirrors() {
    return List.of();
  }

  /**
   * Finds the artifacts of one type that refer to {@code image}: through the referrers API, or the
   * referrers tag where the registry has none (OCI distribution specification, "Listing
   * Referrers").
   *
   * @param artifactType others are passed over without being fetched, as far as the listing tells
   *     them apart; what an {@link Referrer.Intact} says of itself is taken from its manifest
   * @return referrers in a stable order; an unknown image or none is an empty list, not a failure
   * @throws DependencyUnavailable {@link Dependency#REGISTRY}: not reached within {@code deadline},
   *     throttled, denied, or a protocol answer that cannot be trusted to be complete
   */
  Listing referrers(Digest image, String artifactType, Deadline deadline);

  /**
   * Finds what cosign before bundles attached to {@code image} under a tag ({@code
   * sha256-<hex>.sig}, {@code .att}).
   *
   * @return one referrer for each layer, with that layer alone and with its media type as the
   *     artifact type, in the manifest's order; no such tag is an empty list, not a failure
   * @throws DependencyUnavailable as {@link #referrers}, and where no digest protects the answer:
   *     what the tag leads to is no manifest
   */
  Listing attached(Digest image, Attachment kind, Deadline deadline);

  /**
   * Finds the images that a multi-platform index lists. What BuildKit has beside them, entries of
   * no platform, and indexes in it are left out.
   *
   * @return none if there is no such index, or it is of another form
   * @throws DependencyUnavailable as {@link #referrers}, also for content of another digest
   */
  Set<Digest> images(Digest index, Deadline deadline);

  /** Which of the tags. */
  enum Attachment {
    /** Simple signing payloads. */
    SIGNATURES(".sig"),
    /** DSSE envelopes with attestations. */
    ATTESTATIONS(".att");

    private final String suffix;

    Attachment(String suffix) {
      this.suffix = suffix;
    }

    /** The tag for this image. */
    public String tag(Digest image) {
      return "sha256-" + image.hex() + suffix;
    }
  }

  /** The referrers of one image. */
  sealed interface Listing {

    /** All of them. */
    record Complete(List<Referrer> referrers) implements Listing {}

    /**
     * Some of them, at least one of them intact; others could not be read. What is found counts,
     * what is not found may be among the rest.
     */
    record Partial(List<Referrer> referrers, DependencyUnavailable failure) implements Listing {}

    /** More than the bound, so that "not found" cannot be said. */
    record TooMany(int bound) implements Listing {}
  }

  /** One manifest that refers to the image. */
  sealed interface Referrer {

    /** Digest of the referring manifest, as listed. */
    Digest manifest();

    /**
     * Digests and sizes of manifest and layers are right, its {@code subject} is the image, and its
     * artifact type is the one that was asked for.
     *
     * @param artifactType as in the manifest itself, not as listed
     */
    record Intact(Digest manifest, String artifactType, List<Layer> layers) implements Referrer {}

    /**
     * It does not hold together: wrong digest or size, another subject or artifact type, over a
     * bound, absent, no manifest.
     *
     * @param why a short stable word, safe to record
     */
    record Invalid(Digest manifest, String why) implements Referrer {}
  }

  /** One layer, its content checked against its digest. */
  record Layer(String mediaType, Digest digest, Bytes content, Map<String, String> annotations) {}
}
