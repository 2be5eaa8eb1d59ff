package org.stellaops.signer.core.release;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.PortException;

/**
 * Which images an index lists. An index is named by the digest of its bytes, so that what it lists
 * never changes and is remembered for good, of the last indexes that were asked about.
 */
final class IndexedImages {

  private static final int MOST = 256;

  private final List<ArtifactRegistry> sources;
  private final Map<Digest, Set<Digest>> known = new LinkedHashMap<>();

  IndexedImages(List<ArtifactRegistry> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Whether the index lists the image.
   *
   * @throws ServiceFailure no source has the index, and one of them could not be asked
   */
  boolean lists(Digest index, Digest image, Deadline deadline) {
    Set<Digest> images = known(index);
    if (images == null) {
      images = find(index, deadline);
    }
    return images.contains(image);
  }

  private synchronized @Nullable Set<Digest> known(Digest index) {
    return known.get(index);
  }

  private synchronized void know(Digest index, Set<Digest> images) {
    known.put(index, images);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }

  private Set<Digest> find(Digest index, Deadline deadline) {
    @Nullable PortException broken = null;
    for (ArtifactRegistry source : sources) {
      try {
        Set<Digest> images = inOneOf(source, index, deadline);
        if (!images.isEmpty()) {
          know(index, images);
          return images;
        }
      } catch (PortException e) {
        broken = e;
      }
    }
    if (broken != null) {
      throw new ServiceFailure(
          ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.REGISTRY, Duration.ofSeconds(5), broken);
    }
    return Set.of();
  }

  private static Set<Digest> inOneOf(ArtifactRegistry source, Digest index, Deadline deadline) {
    try {
      return source.images(index, half(deadline));
    } catch (PortException e) {
      for (ArtifactRegistry mirror : source.mirrors()) {
        try {
          return mirror.images(index, half(deadline));
        } catch (PortException another) {
          e.addSuppressed(another);
        }
      }
      throw e;
    }
  }

  private static Deadline half(Deadline deadline) {
    return deadline.within(deadline.remaining().dividedBy(2));
  }
}
