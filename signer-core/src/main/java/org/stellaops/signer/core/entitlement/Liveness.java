package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.signer.core.token.ClaimRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.EntitlementArchive.LastKnown;
import org.stellaops.signer.ports.Licensing;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.words.Deadline;
import org.stellaops.signer.words.Tenant;
import org.stellaops.signer.words.Ticker;

/**
 * Whether a proof is live: as Licensing says now, or said last. A no is kept like a yes and, unlike
 * a yes, never grows too old: a revocation outlives Licensing's own outage.
 */
final class Liveness {

  /** Licensing is not asked again so soon after it failed if its last answer still holds. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final EntitlementRules rules;
  private final SignedTokens licences;
  private final Licensing licensing;
  private final EntitlementArchive archive;
  private final InstantSource clock;
  private final Ticker ticker;
  private final StoredAge storedAge;
  private final RecentAnswers recent;
  private final Questions questions = new Questions();
  private volatile OptionalLong failedAt = OptionalLong.empty();

  Liveness(
      EntitlementRules rules,
      SignedTokens licences,
      Licensing licensing,
      EntitlementArchive archive,
      InstantSource clock,
      Ticker ticker) {
    this.rules = rules;
    this.licences = licences;
    this.licensing = licensing;
    this.archive = archive;
    this.clock = clock;
    this.ticker = ticker;
    this.storedAge = new StoredAge(clock, ticker);
    this.recent = new RecentAnswers(ticker);
  }

  /** An answer and how current it is. */
  record Found(LicensingAnswer answer, EntitlementSource source) {}

  /**
   * @throws ClaimRefused the answer speaks of something else, or a kept one was tampered with
   * @throws DependencyUnavailable nothing can be said now
   */
  Found find(Tenant tenant, EntitlementProof proof, String compact, Deadline deadline)
      throws ClaimRefused {
    RecentAnswers.Key key = new RecentAnswers.Key(tenant, proof.digest());
    Optional<LicensingAnswer> fresh = recent.find(key, rules.freshFor());
    if (fresh.isPresent()) {
      EntitlementSource source =
          rules.check() == EntitlementRules.Check.TOKEN
              ? EntitlementSource.TOKEN
              : EntitlementSource.LIVE;
      return new Found(fresh.get(), source);
    }
    if (rules.check() == EntitlementRules.Check.TOKEN) {
      LicensingAnswer itself =
          new LicensingAnswer(LicensingAnswer.State.ACTIVE, proof.version(), LimitClaims.NONE);
      return new Found(keep(key, proof, itself, compact, deadline), EntitlementSource.TOKEN);
    }
    if (pausing()) {
      Optional<LicensingAnswer> last = lastKnown(key, proof, deadline);
      if (last.isPresent()) {
        return new Found(last.get(), EntitlementSource.LAST_KNOWN);
      }
    }
    try {
      LicensingAnswer answer =
          questions.ask(key, deadline, () -> ask(key, proof, compact, deadline));
      return new Found(answer, EntitlementSource.LIVE);
    } catch (DependencyUnavailable unavailable) {
      if (unavailable.dependency() != Dependency.LICENSING) {
        throw unavailable;
      }
      failedAt = OptionalLong.of(ticker.nanos());
      return new Found(
          lastKnown(key, proof, deadline).orElseThrow(() -> unavailable),
          EntitlementSource.LAST_KNOWN);
    }
  }

  private boolean pausing() {
    OptionalLong at = failedAt;
    return at.isPresent() && ticker.nanos() - at.getAsLong() < PAUSE.toNanos();
  }

  private LicensingAnswer ask(
      RecentAnswers.Key key, EntitlementProof proof, String compact, Deadline deadline)
      throws ClaimRefused {
    String signed = licensing.introspect(compact, deadline);
    SignedTokens.Reading reading = licences.read(signed, deadline);
    if (!(reading instanceof SignedTokens.Reading.Verified verified)) {
      throw nonsense("signature");
    }
    try {
      LicensingAnswer answer = LicensingAnswer.read(verified, proof, rules, clock.instant(), true);
      return keep(key, proof, answer, signed, deadline);
    } catch (ClaimRefused e) {
      if (e.reason().equals(LicensingAnswer.UNBOUND)) {
        throw e;
      }
      throw nonsense(e.reason());
    }
  }

  /** Durable first, then used; a licence of which a newer version was seen is outdated. */
  private LicensingAnswer keep(
      RecentAnswers.Key key,
      EntitlementProof proof,
      LicensingAnswer answer,
      String signed,
      Deadline deadline) {
    LastKnown kept =
        new LastKnown(proof.digest(), proof.licence(), answer.version(), signed, clock.instant());
    long highest = archive.keep(key.tenant(), kept, deadline);
    LicensingAnswer judged = highest > proof.version() ? answer.outdated() : answer;
    recent.put(key, judged, Duration.ZERO);
    return judged;
  }

  private Optional<LicensingAnswer> lastKnown(
      RecentAnswers.Key key, EntitlementProof proof, Deadline deadline) throws ClaimRefused {
    Optional<LicensingAnswer> inMemory = recent.find(key, rules.timeToLive());
    if (inMemory.isPresent()) {
      return inMemory;
    }
    Optional<LastKnown> stored = archive.find(key.tenant(), proof.digest(), deadline);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    SignedTokens.Reading reading = licences.read(stored.get().answer(), deadline);
    if (reading instanceof SignedTokens.Reading.Unreadable unreadable
        && unreadable.fault() == SignedTokens.TokenFault.UNKNOWN_KEY) {
      // Licensing changed its keys since: nothing is known, which is no fault of the caller's.
      return Optional.empty();
    }
    if (!(reading instanceof SignedTokens.Reading.Verified verified)) {
      throw new ClaimRefused("kept-answer-unreadable");
    }
    Instant now = clock.instant();
    LicensingAnswer answer = LicensingAnswer.read(verified, proof, rules, now, false);
    Duration kept = storedAge.of(stored.get().receivedAt()).orElse(Duration.ofDays(36_500));
    Duration signed = LicensingAnswer.leastAge(verified, rules, now);
    Duration age = signed.compareTo(kept) > 0 ? signed : kept;
    if (answer.state() == LicensingAnswer.State.ACTIVE && age.compareTo(rules.timeToLive()) >= 0) {
      return Optional.empty();
    }
    // Keeping it again changes nothing but tells whether a newer version was seen since.
    long highest = archive.keep(key.tenant(), stored.get(), deadline);
    LicensingAnswer judged = highest > proof.version() ? answer.outdated() : answer;
    recent.put(key, judged, age);
    return Optional.of(judged);
  }

  private static DependencyUnavailable nonsense(String why) {
    return new DependencyUnavailable(
        Dependency.LICENSING, false, "licensing: its answer is not usable: " + why);
  }
}
