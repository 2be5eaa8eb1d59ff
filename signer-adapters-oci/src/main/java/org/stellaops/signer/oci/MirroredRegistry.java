package org.stellaops.signer.oci;

import java.util.List;
import java.util.Set;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.ArtifactRegistry;

/** A source that has mirrors. It asks none of them itself: who searches says when it is out. */
public final class MirroredRegistry implements ArtifactRegistry {

  private final ArtifactRegistry origin;
  private final List<ArtifactRegistry> mirrors;

  /**
   * @param mirrors closed by whoever opened them, as {@code origin} is
   */
  public MirroredRegistry(ArtifactRegistry origin, List<ArtifactRegistry> mirrors) {
    this.origin = origin;
    this.mirrors = List.copyOf(mirrors);
  }

  @Override
  public String name() {
    return origin.name();
  }

  @Override
  public List<ArtifactRegistry> mirrors() {
    return mirrors;
  }

  @Override
  public Listing referrers(Digest image, String artifactType, Deadline deadline) {
    return origin.referrers(image, artifactType, deadline);
  }

  @Override
  public Set<Digest> images(Digest index, Deadline deadline) {
    return origin.images(index, deadline);
  }

  @Override
  public Listing attached(Digest image, Attachment kind, Deadline deadline) {
    return origin.attached(image, kind, deadline);
  }
}
