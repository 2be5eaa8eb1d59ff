package org.stellaops.signer.core.release;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal.ReleaseUnbound;
import org.stellaops.signer.core.api.Refusal.ReleaseUntrusted;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.AllowedRelease;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.core.release.ReleaseVerdict.Kind;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.SignatureReader;

/**
 * The release gate's judgement. First the image is bound to the caller: its digest comes from the
 * caller's token, and the body repeats it. Then its release signature is looked for. Safe for
 * concurrent use.
 */
public final class Releases {

  private final ReleaseSearch search;
  private final ReportCache cache;
  private final InstantSource clock;
  private final IndexedImages indexes;

  /**
   * @param sources where signatures are looked for, in this order; none means that only allow-lists
   *     say yes
   * @param clock when a key with a validity must be valid whose time of signing nobody says, and
   *     when entries of allow-lists end
   */
  public Releases(
      List<ArtifactRegistry> sources,
      SignatureReader reader,
      ReleaseCaching settings,
      InstantSource clock,
      Ticker ticker) {
    this.search = new ReleaseSearch(sources, new SignatureJudge(reader, clock));
    this.cache = new ReportCache(settings, ticker);
    this.clock = clock;
    this.indexes = new IndexedImages(sources);
  }

  /**
   * Judges whether the caller may go on.
   *
   * @throws ServiceFailure a source could not be asked, so that neither yes nor no can be said
   */
  public Decision<ReleaseVerdict> judge(ReleaseQuestion question, Deadline deadline) {
    boolean required = question.rule().release() == PredicateRule.Release.REQUIRED;
    return required ? bound(question, deadline) : notRequired(question);
  }

  /**
   * Everything that the sources hold about {@code image}, judged by the release keys of {@code
   * policy}.
   *
   * @throws ServiceFailure as {@link #judge}
   */
  public ReleaseReport inspect(PolicySnapshot policy, Digest image, Deadline deadline) {
    return cache.get(
        new ReportCache.Key(policy.releases(), policy.revocations(), image),
        deadline,
        () -> search.search(image, policy.releases(), policy.revocations(), deadline));
  }

  /**
   * The same, without belief in what is remembered of an untrusted image: {@link #judge} goes by
   * what is found from then on.
   *
   * @throws ServiceFailure as {@link #judge}; what was remembered stays
   */
  public ReleaseReport inspectAnew(PolicySnapshot policy, Digest image, Deadline deadline) {
    return cache.getAnew(
        new ReportCache.Key(policy.releases(), policy.revocations(), image),
        deadline,
        () -> search.search(image, policy.releases(), policy.revocations(), deadline));
  }

  private static Decision<ReleaseVerdict> notRequired(ReleaseQuestion question) {
    Digest claimed = question.claimed();
    Digest asserted = question.asserted();
    if (claimed == null && asserted != null && !question.policy().acceptAssertedRelease()) {
      return noClaim();
    }
    if (claimed != null && asserted != null && !asserted.equals(claimed)) {
      return mismatch();
    }
    return Decision.cleared(new ReleaseVerdict(Kind.NOT_REQUIRED, claimed, null, null));
  }

  private Decision<ReleaseVerdict> bound(ReleaseQuestion question, Deadline deadline) {
    Digest claimed = question.claimed();
    Digest asserted = question.asserted();
    if (claimed == null && !question.policy().acceptAssertedRelease()) {
      return noClaim();
    }
    if (asserted == null) {
      return Decision.refused(
          new ReleaseUnbound(
              Reason.DIGEST_MISSING,
              "Send the digest of the scanner's image as scannerImageDigest; it must be the one in"
                  + " your token."));
    }
    if (claimed != null && !asserted.equals(claimed)) {
      return mismatch();
    }
    return trusted(question, asserted, claimed == null, deadline);
  }

  private static Decision<ReleaseVerdict> noClaim() {
    return Decision.refused(
        new ReleaseUnbound(
            Reason.NO_CLAIM,
            "Your token does not say which scanner image you run; have the Authority attest the"
                + " workload."));
  }

  private static Decision<ReleaseVerdict> mismatch() {
    return Decision.refused(
        new ReleaseUnbound(
            Reason.DIGEST_MISMATCH,
            "scannerImageDigest is not the image that your token says you run; send that one."));
  }

  private Decision<ReleaseVerdict> trusted(
      ReleaseQuestion question, Digest image, boolean asserted, Deadline deadline) {
    Optional<AllowedRelease> allowed = question.policy().allowed(image);
    if (allowed.isPresent() && !allowed.get().isOver(clock.instant())) {
      return Decision.cleared(allowed(asserted, allowed.get()));
    }
    ReportCache.Answer answer = answer(question.snapshot(), image, asserted, deadline);
    Optional<SignatureFound> by = answer.report().decisive();
    Digest index = question.index();
    if (by.isPresent()) {
      return Decision.cleared(signed(asserted, image, by.get(), answer.age(), null));
    }
    return index != null
            && question.snapshot().releases().indexes()
            && !isWithdrawn(answer.report())
        ? inIndex(question.snapshot(), image, index, asserted, deadline)
        : Decision.refused(untrusted(answer.report(), allowed));
  }

  /** What was said of the image itself is not undone by an index that lists it. */
  private static boolean isWithdrawn(ReleaseReport report) {
    return report.conclusion() == ReleaseReport.Conclusion.RELEASE_TOO_OLD
        || report.signatures().stream()
            .anyMatch(found -> found.finding().equals(SignatureFound.REVOKED));
  }

  /** An image of an index that is a release: all that makes one has to hold of the index. */
  private Decision<ReleaseVerdict> inIndex(
      PolicySnapshot policy, Digest image, Digest index, boolean asserted, Deadline deadline) {
    // Its signature first: what nobody signed is neither read nor remembered.
    ReleaseReport report = inspect(policy, index, deadline);
    Optional<SignatureFound> by = report.decisive();
    if (by.isEmpty()) {
      return Decision.refused(untrusted(report));
    }
    if (!indexes.lists(index, image, deadline)) {
      return Decision.refused(
          new ReleaseUntrusted(
              Reason.INDEX_WITHOUT_IMAGE,
              "scannerIndexDigest is no index in the registries of releases that lists the"
                  + " scanner's image; send the one that it was pulled by."));
    }
    return Decision.cleared(signed(asserted, image, by.get(), null, index));
  }

  /** What only the request's body says of an image counts less than what was true before. */
  private ReportCache.Answer answer(
      PolicySnapshot policy, Digest image, boolean asserted, Deadline deadline) {
    return asserted
        ? new ReportCache.Answer(inspect(policy, image, deadline), null)
        : cache.getOrStale(
            new ReportCache.Key(policy.releases(), policy.revocations(), image),
            deadline,
            () -> search.search(image, policy.releases(), policy.revocations(), deadline),
            this::hasValidKeys);
  }

  private boolean hasValidKeys(ReleaseReport report) {
    Instant now = clock.instant();
    return report.signatures().stream()
        .noneMatch(found ->
            found.counted() instanceof ReleaseKey key
                && !key.isValidAt(found.time() == null ? now : found.time()));
  }

  private static ReleaseVerdict allowed(boolean asserted, AllowedRelease entry) {
    return new ReleaseVerdict(
        asserted ? Kind.ASSERTED : Kind.ALLOW_LISTED,
        entry.image(),
        "allow-list",
        null,
        null,
        null,
        entry,
        null,
        null);
  }

  private ReleaseVerdict signed(
      boolean asserted,
      Digest image,
      SignatureFound by,
      @Nullable Duration age,
      @Nullable Digest index) {
    CertificateIdentity certificate = by.certificate().orElse(null);
    Kind now = age == null ? Kind.ATTESTED : Kind.STALE;
    return new ReleaseVerdict(
        asserted ? Kind.ASSERTED : now,
        image,
        by.source(),
        by.key(),
        certificate == null ? null : certificate.issuer(),
        certificate == null ? null : certificate.subject(),
        null,
        age == null ? null : clock.instant().minus(age),
        index);
  }

  private static ReleaseUntrusted untrusted(
      ReleaseReport report, Optional<AllowedRelease> expired) {
    return expired
        .map(entry ->
            new ReleaseUntrusted(
                Reason.ALLOWANCE_EXPIRED,
                "The allow-list let the scanner's image pass until "
                    + entry.expires()
                    + ", and no release signature does; run a released image."))
        .orElseGet(() -> untrusted(report));
  }

  private static ReleaseUntrusted untrusted(ReleaseReport report) {
    return switch (report.conclusion()) {
      case TRUSTED -> throw new IllegalStateException("a trusted report has a decisive signature");
      case TOO_MANY_REFERRERS ->
          new ReleaseUntrusted(
              Reason.TOO_MANY_REFERRERS,
              "The scanner's image has more referrers than are read; remove stale ones.");
      case TOO_FEW_SIGNERS ->
          new ReleaseUntrusted(
              Reason.TOO_FEW_SIGNERS,
              "Fewer release signers signed the scanner's image than must; have the others sign"
                  + " it.");
      case ATTESTATION_MISSING ->
          new ReleaseUntrusted(
              Reason.ATTESTATION_MISSING,
              "The scanner's image lacks an attestation by a release signer that policy wants; run"
                  + " an image that has it.");
      case RELEASE_TOO_OLD ->
          new ReleaseUntrusted(
              Reason.RELEASE_TOO_OLD,
              "The scanner's release is older than policy allows, or its signature states no"
                  + " version; run a newer release.");
      case NO_TRUSTED_SIGNATURE ->
          new ReleaseUntrusted(
              Reason.NO_TRUSTED_SIGNATURE,
              "No signature of the scanner's image is by a release signer; run a released image.");
      case UNSIGNED ->
          new ReleaseUntrusted(
              Reason.UNSIGNED,
              "The scanner's image has no release signature; run a released image.");
      case NO_SOURCE ->
          new ReleaseUntrusted(
              Reason.NO_SOURCE,
              "No registry is configured in which release signatures are looked for; ask the"
                  + " operator.");
    };
  }
}
