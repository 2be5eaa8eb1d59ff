package org.stellaops.signer.core.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.PortException;

/**
 * Searches the sources in their configured order until one holds a trusted signature. One that is
 * trusted is enough, whatever else is found or broken; without one, a broken source is a failure,
 * because the signature may be there.
 */
final class ReleaseSearch {

  private final List<ArtifactRegistry> sources;
  private final SignatureJudge judge;

  ReleaseSearch(List<ArtifactRegistry> sources, SignatureJudge judge) {
    this.sources = List.copyOf(sources);
    this.judge = judge;
  }

  /**
   * @throws ServiceFailure no trusted signature was found and a source could not be asked
   */
  ReleaseReport search(Digest image, Set<PinnedKey> releaseKeys, Deadline deadline) {
    List<SignatureFound> found = new ArrayList<>();
    boolean tooMany = false;
    @Nullable PortException broken = null;
    for (ArtifactRegistry source : sources) {
      try {
        Listing listing = source.referrers(image, DocumentTypes.SIGSTORE_BUNDLE, deadline);
        tooMany |= listing instanceof Listing.TooMany;
        found.addAll(judged(image, source.name(), listing, releaseKeys));
        if (listing instanceof Listing.Partial partial) {
          broken = partial.failure();
        }
      } catch (PortException e) {
        broken = e;
      }
      if (found.stream().anyMatch(SignatureFound::trusted)) {
        return new ReleaseReport(image, Conclusion.TRUSTED, found);
      }
    }
    if (broken != null) {
      throw new ServiceFailure(
          ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.REGISTRY, Duration.ofSeconds(5), broken);
    }
    return new ReleaseReport(image, untrusted(tooMany, found), found);
  }

  private List<SignatureFound> judged(
      Digest image, String source, Listing listing, Set<PinnedKey> releaseKeys) {
    List<Referrer> referrers =
        switch (listing) {
          case Listing.Complete complete -> complete.referrers();
          case Listing.Partial partial -> partial.referrers();
          case Listing.TooMany tooMany -> List.of();
        };
    return referrers.stream()
        .map(referrer -> judge.judge(image, source, referrer, releaseKeys))
        .toList();
  }

  private Conclusion untrusted(boolean tooMany, List<SignatureFound> found) {
    if (sources.isEmpty()) {
      return Conclusion.NO_SOURCE;
    }
    if (tooMany) {
      return Conclusion.TOO_MANY_REFERRERS;
    }
    return found.isEmpty() ? Conclusion.UNSIGNED : Conclusion.NO_TRUSTED_SIGNATURE;
  }
}
