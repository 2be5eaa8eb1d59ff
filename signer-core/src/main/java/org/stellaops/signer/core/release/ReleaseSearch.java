package org.stellaops.signer.core.release;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.ArtifactRegistry.Attachment;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.PortException;

/**
 * Searches the sources in their configured order until what they hold makes the image a release:
 * enough different signers, and each attestation that there must be. That is enough, whatever else
 * is found or broken; short of it, a broken source is a failure, because what is missing may be
 * there. In each source bundles come first, then cosign's older tags. A source that is broken is
 * asked at its mirrors, of which the first that is not answers for it. Each place has ten seconds
 * for all that it is asked, and leaves those after it half of what there is.
 */
final class ReleaseSearch {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final List<ArtifactRegistry> sources;
  private final SignatureJudge judge;

  ReleaseSearch(List<ArtifactRegistry> sources, SignatureJudge judge) {
    this.sources = List.copyOf(sources);
    this.judge = judge;
  }

  /**
   * @throws ServiceFailure it is no release by what was found, and a source could not be asked
   */
  ReleaseReport search(
      Digest image, ReleaseRule rule, List<Revocation> revocations, Deadline deadline) {
    Found found = new Found(rule, revocations);
    for (int i = 0; i < sources.size(); i++) {
      searchIn(sources.get(i), i == sources.size() - 1, found, image, deadline);
      if (found.isEnough()) {
        return new ReleaseReport(image, Conclusion.TRUSTED, found.signatures);
      }
    }
    if (found.broken != null) {
      throw new ServiceFailure(
          ErrorCode.DEPENDENCY_UNAVAILABLE,
          Reason.REGISTRY,
          Duration.ofSeconds(5),
          found.answered ? found.broken : new EverySourceOut(found.broken));
    }
    return new ReleaseReport(image, untrusted(found), found.signatures);
  }

  /** One source, or the first of its mirrors that answers. */
  private void searchIn(
      ArtifactRegistry source, boolean last, Found found, Digest image, Deadline deadline) {
    List<ArtifactRegistry> places = new ArrayList<>(List.of(source));
    places.addAll(source.mirrors());
    @Nullable PortException before = found.broken;
    for (int i = 0; i < places.size(); i++) {
      boolean none = last && i == places.size() - 1;
      Duration left = deadline.remaining();
      found.broken = null;
      ask(
          places.get(i),
          found,
          image,
          deadline.within(none ? left : left.dividedBy(2)).within(LONGEST));
      if (found.isEnough() || found.broken == null) {
        found.answered = true;
        found.broken = before;
        return;
      }
    }
  }

  private void ask(ArtifactRegistry place, Found found, Digest image, Deadline deadline) {
    found.add(
        () -> place.referrers(image, DocumentTypes.SIGSTORE_BUNDLE, deadline),
        referrer -> judge.judge(image, place.name(), referrer, found.rule, found.revocations));
    if (!found.hasSigners()) {
      add(found, image, place, Attachment.SIGNATURES, deadline);
    }
    if (!found.hasAttestations()) {
      add(found, image, place, Attachment.ATTESTATIONS, deadline);
    }
  }

  private void add(
      Found found, Digest image, ArtifactRegistry source, Attachment kind, Deadline deadline) {
    found.add(
        () -> source.attached(image, kind, deadline),
        layer -> judge.judge(image, source.name(), kind, layer, found.rule, found.revocations));
  }

  /** No source answered what it was asked. */
  static final class EverySourceOut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EverySourceOut(PortException last) {
      super("no source of releases answers", last);
    }
  }

  /** Asks a source. */
  private interface Question {
    Listing ask() throws PortException;
  }

  /** What was found so far. */
  private static final class Found {

    private final ReleaseRule rule;
    private final List<Revocation> revocations;
    private final List<SignatureFound> signatures = new ArrayList<>();
    private boolean tooMany;
    private boolean answered;
    private @Nullable PortException broken;

    Found(ReleaseRule rule, List<Revocation> revocations) {
      this.rule = rule;
      this.revocations = revocations;
    }

    void add(Question question, Function<Referrer, SignatureFound> judge) {
      try {
        switch (question.ask()) {
          case Listing.Complete complete -> judged(complete.referrers(), judge);
          case Listing.Partial partial -> {
            judged(partial.referrers(), judge);
            broken = partial.failure();
          }
          case Listing.TooMany many -> tooMany = true;
        }
      } catch (PortException e) {
        broken = e;
      }
    }

    private void judged(List<Referrer> referrers, Function<Referrer, SignatureFound> judge) {
      referrers.stream().map(judge).forEach(signatures::add);
    }

    private long signers() {
      return signatures.stream()
          .filter(SignatureFound::trusted)
          .map(it -> different(it.counted()))
          .distinct()
          .count();
    }

    /** A key with several times of validity is one signer. */
    private static Object different(@Nullable ReleaseSigner signer) {
      return signer instanceof ReleaseKey release ? release.key() : String.valueOf(signer);
    }

    boolean hasSigners() {
      return signers() >= rule.threshold();
    }

    boolean isEnough() {
      return hasSigners() && hasAttestations();
    }

    boolean hasAttestations() {
      return rule.attestations().stream()
          .allMatch(type ->
              signatures.stream().anyMatch(it -> it.attested() && type.equals(it.predicateType())));
    }
  }

  private Conclusion untrusted(Found found) {
    if (sources.isEmpty()) {
      return Conclusion.NO_SOURCE;
    }
    if (found.tooMany) {
      return Conclusion.TOO_MANY_REFERRERS;
    }
    if (found.hasSigners()) {
      return Conclusion.ATTESTATION_MISSING;
    }
    if (found.signers() > 0) {
      return Conclusion.TOO_FEW_SIGNERS;
    }
    if (found.signatures.stream().anyMatch(it -> it.finding().startsWith("version-"))) {
      return Conclusion.RELEASE_TOO_OLD;
    }
    return found.signatures.isEmpty() ? Conclusion.UNSIGNED : Conclusion.NO_TRUSTED_SIGNATURE;
  }
}
