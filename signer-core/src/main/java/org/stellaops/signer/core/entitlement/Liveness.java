package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.core.singleflight.SharedCalls;
import org.stellaops.signer.core.singleflight.TooLittleTime;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.EntitlementArchive.Kept;
import org.stellaops.signer.ports.EntitlementArchive.LastKnown;
import org.stellaops.signer.ports.Licensing;
import org.stellaops.signer.ports.SignedTokens;

/**
 * Whether a proof is live: as Licensing says now, or said last. A no is kept like a yes and, unlike
 * a yes, never grows too old: a revocation outlives Licensing's own outage.
 */
final class Liveness {

  /** Licensing that can be reached has answered by then. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EntitlementRules rules;
  private final SignedTokens licences;
  private final Licensing licensing;
  private final EntitlementArchive archive;
  private final InstantSource clock;
  private final StoredAge storedAge;
  private final RecentAnswers recent;
  private final Backoff pauses;
  private final SharedCalls<RecentAnswers.Key, LicensingAnswer, InvalidClaim> questions =
      new SharedCalls<>(PATIENCE);

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
    this.storedAge = new StoredAge(clock, ticker);
    this.recent = new RecentAnswers(ticker);
    this.pauses = new Backoff(ticker);
  }

  /** An answer and how current it is. */
  record Found(LicensingAnswer answer, EntitlementSource source) {}

  /**
   * @throws InvalidClaim the answer speaks of something else, or a kept one was tampered with
   * @throws DependencyUnavailable nothing can be said now
   */
  Found find(Tenant tenant, EntitlementProof proof, String compact, Deadline deadline)
      throws InvalidClaim {
    RecentAnswers.Key key = new RecentAnswers.Key(tenant, proof.digest(), proof.licence());
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
          new LicensingAnswer(ProofState.ACTIVE, proof.version(), LimitClaims.NONE, Instant.EPOCH);
      long highest = archive.raise(tenant, proof.licence(), proof.version(), deadline);
      return new Found(remember(key, itself, highest), EntitlementSource.TOKEN);
    }
    if (pauses.hold(key)) {
      Optional<LicensingAnswer> last = lastKnown(key, proof, deadline);
      if (last.isPresent()) {
        return new Found(last.get(), EntitlementSource.LAST_KNOWN);
      }
    }
    return asked(key, proof, compact, deadline);
  }

  /**
   * Asks, and falls back on the last answer only where Licensing had its time to give one: a
   * revoked caller could otherwise spend the request's time itself and live on its last answer.
   */
  private Found asked(
      RecentAnswers.Key key, EntitlementProof proof, String compact, Deadline deadline)
      throws InvalidClaim {
    try {
      LicensingAnswer answer =
          questions.get(key, deadline, () -> ask(key, proof, compact, deadline));
      pauses.end(key);
      return new Found(answer, EntitlementSource.LIVE);
    } catch (TooLittleTime e) {
      throw e.failure(
          new DependencyUnavailable(
              Dependency.LICENSING, false, "licensing: the request left it no time", e));
    } catch (DependencyUnavailable unavailable) {
      if (unavailable.dependency() != Dependency.LICENSING) {
        throw unavailable;
      }
      pauses.begin(key);
      return new Found(
          lastKnown(key, proof, deadline).orElseThrow(() -> unavailable),
          EntitlementSource.LAST_KNOWN);
    }
  }

  private LicensingAnswer ask(
      RecentAnswers.Key key, EntitlementProof proof, String compact, Deadline deadline)
      throws InvalidClaim {
    Deadline patience = deadline.within(PATIENCE);
    String signed = licensing.introspect(compact, patience);
    SignedTokens.Reading.Verified verified =
        switch (licences.read(signed, patience)) {
          case SignedTokens.Reading.Verified read -> read;
          case SignedTokens.Reading.Unreadable unreadable -> throw nonsense("signature");
        };
    try {
      LicensingAnswer answer = LicensingAnswer.read(verified, proof, rules, clock.instant(), true);
      return keep(key, proof, answer, signed, deadline);
    } catch (InvalidClaim e) {
      if (e.reason() == Reason.ANSWER_UNBOUND) {
        throw e;
      }
      throw nonsense(e.said());
    }
  }

  /**
   * Durable first, then used; a licence of which a newer version was seen is outdated. What was
   * signed before the kept answer, by a stale replica or a replay, changes nothing.
   */
  private LicensingAnswer keep(
      RecentAnswers.Key key,
      EntitlementProof proof,
      LicensingAnswer answer,
      String signed,
      Deadline deadline)
      throws InvalidClaim {
    Instant now = clock.instant();
    LastKnown last =
        new LastKnown(
            proof.digest(),
            proof.licence(),
            answer.version(),
            signed,
            answer.state(),
            answer.signedAt(),
            now,
            ends(proof, answer, now));
    Kept kept = archive.keep(key.tenant(), last, deadline);
    if (kept.newer().isEmpty() || kept.highestVersion() > proof.version()) {
      return remember(key, answer, kept.highestVersion());
    }
    LastKnown newer = kept.newer().get();
    Optional<LicensingAnswer> standing =
        newer.proof().equals(proof.digest()) ? read(key, proof, newer, deadline) : Optional.empty();
    return standing.orElseThrow(() -> nonsense("it is older than one that is known"));
  }

  /**
   * Until when the answer matters. A no outlives its own proof: it stands against answers about
   * other proofs of the licence that were signed before it and may come as late as an answer can.
   */
  private Instant ends(EntitlementProof proof, LicensingAnswer answer, Instant now) {
    Instant yesEnds = now.plus(rules.timeToLive());
    return switch (answer.state()) {
      case ACTIVE -> yesEnds.isBefore(proof.expires()) ? yesEnds : proof.expires();
      case OUTDATED -> proof.expires();
      case REVOKED -> {
        Instant others = yesEnds.plus(LicensingAnswer.latest(rules));
        yield others.isAfter(proof.expires()) ? others : proof.expires();
      }
    };
  }

  /**
   * An answer is outdated by a version newer than the one it speaks of, which is not always the
   * proof's: a no to a newer version stays a no, and ends every yes to that version.
   */
  private LicensingAnswer remember(RecentAnswers.Key key, LicensingAnswer answer, long highest) {
    LicensingAnswer judged = highest > answer.version() ? answer.outdated(highest) : answer;
    return recent.put(key, judged, Duration.ZERO);
  }

  private Optional<LicensingAnswer> lastKnown(
      RecentAnswers.Key key, EntitlementProof proof, Deadline deadline) throws InvalidClaim {
    Optional<LicensingAnswer> inMemory = recent.find(key, rules.timeToLive());
    if (inMemory.isPresent()) {
      return inMemory;
    }
    Optional<LastKnown> stored = archive.find(key.tenant(), proof.digest(), deadline);
    return stored.isEmpty() ? Optional.empty() : read(key, proof, stored.get(), deadline);
  }

  private Optional<LicensingAnswer> read(
      RecentAnswers.Key key, EntitlementProof proof, LastKnown stored, Deadline deadline)
      throws InvalidClaim {
    return switch (licences.read(stored.answer(), deadline)) {
      case SignedTokens.Reading.Verified verified -> usable(key, proof, stored, verified);
      case SignedTokens.Reading.Unreadable unreadable -> {
        if (unreadable.fault() != SignedTokens.TokenFault.UNKNOWN_KEY) {
          throw new InvalidClaim(Reason.KEPT_ANSWER_UNREADABLE);
        }
        // Licensing changed its keys since: nothing is known, which is no fault of the caller's.
        yield Optional.empty();
      }
    };
  }

  private Optional<LicensingAnswer> usable(
      RecentAnswers.Key key,
      EntitlementProof proof,
      LastKnown stored,
      SignedTokens.Reading.Verified verified)
      throws InvalidClaim {
    Instant now = clock.instant();
    LicensingAnswer answer = LicensingAnswer.read(verified, proof, rules, now, false);
    Duration kept = storedAge.of(stored.receivedAt()).orElse(Duration.ofDays(36_500));
    Duration signed = LicensingAnswer.leastAge(verified, rules, now);
    Duration age = signed.compareTo(kept) > 0 ? signed : kept;
    if (answer.state() == ProofState.ACTIVE && age.compareTo(rules.timeToLive()) >= 0) {
      return Optional.empty();
    }
    return Optional.of(recent.put(key, answer, age));
  }

  private static DependencyUnavailable nonsense(String why) {
    return new DependencyUnavailable(
        Dependency.LICENSING, false, "licensing: its answer is not usable: " + why);
  }
}
