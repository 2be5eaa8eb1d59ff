package org.stellaops.signer.core.release;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseSearch.EverySourceOut;
import org.stellaops.signer.core.singleflight.SharedCalls;
import org.stellaops.signer.core.singleflight.TooLittleTime;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Ticker;

/**
 * Remembers reports for a while, and lets one search run for all who ask for the same image at
 * once. A failed search is not remembered, and one that failed for want of its caller's time is no
 * other's failure. Losing it costs time only.
 */
final class ReportCache {

  /** Registries that can be reached have answered a search by then. */
  private static final Duration FAIR_SEARCH = Duration.ofSeconds(10);

  /** How long nobody asks again who can do without an answer. */
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  /** What a report depends on: a change of the rule asks anew. */
  record Key(ReleaseRule rule, List<Revocation> revocations, Digest image) {}

  /**
   * A report that was made.
   *
   * @param number of its search, in the order of their beginning
   */
  private record Kept(ReleaseReport report, long number, long made, long until) {

    boolean trusted() {
      return report.conclusion() == Conclusion.TRUSTED;
    }
  }

  private final ReleaseCaching settings;
  private final Ticker ticker;
  private final SharedCalls<Key, Kept, RuntimeException> searches = new SharedCalls<>(FAIR_SEARCH);
  private final AtomicLong begun = new AtomicLong();
  private final Map<Key, Kept> kept = new LinkedHashMap<>();
  private final Map<Key, Long> outages = new LinkedHashMap<>();

  ReportCache(ReleaseCaching settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
  }

  /** A report that is remembered, or that of a search. */
  ReleaseReport get(Key wanted, Deadline deadline, Supplier<ReleaseReport> search) {
    return fresh(wanted).orElseGet(() -> searched(wanted, deadline, search, 0)).report();
  }

  /**
   * A report, and how old it is where nobody can be asked.
   *
   * @param age null for one that is believed as it is
   */
  record Answer(ReleaseReport report, @Nullable Duration age) {}

  /**
   * As {@link #get}; while every source is out, a trusted report whose time is over is taken for as
   * long as the settings say. A search that failed for want of its caller's time is no outage.
   *
   * @param stillGood whether a report that is taken so is one that would be made now
   */
  Answer getOrStale(
      Key wanted,
      Deadline deadline,
      Supplier<ReleaseReport> search,
      Predicate<ReleaseReport> stillGood) {
    boolean isFair = deadline.remaining().compareTo(FAIR_SEARCH) >= 0;
    Optional<Kept> left = stale(wanted).filter(it -> stillGood.test(it.report()));
    if (left.isPresent() && fresh(wanted).isEmpty() && wasOutJustNow(wanted)) {
      return aged(left.get());
    }
    try {
      return new Answer(get(wanted, deadline, search), null);
    } catch (ServiceFailure e) {
      boolean isOut = e.getCause() instanceof EverySourceOut && (isFair || !deadline.hasPassed());
      if (!isOut || left.isEmpty() || stale(wanted).isEmpty()) {
        throw e;
      }
      seenOut(wanted);
      return aged(left.get());
    }
  }

  private Answer aged(Kept stale) {
    return new Answer(stale.report(), Duration.ofNanos(ticker.nanos() - stale.made()));
  }

  /**
   * A report that is remembered if it is trusted, or that of a search that begins from now on: what
   * is remembered of an image as untrusted is replaced by what is found.
   */
  ReleaseReport getAnew(Key wanted, Deadline deadline, Supplier<ReleaseReport> search) {
    long before = begun.get();
    Kept found = fresh(wanted).orElse(null);
    // A search of another that was running already may have looked before the signature was there.
    while (found == null || !(found.trusted() || found.number() > before)) {
      found = searched(wanted, deadline, search, before);
    }
    return found.report();
  }

  /** What one search for all who ask finds; an earlier one's report if it began after another. */
  private Kept searched(Key wanted, Deadline deadline, Supplier<ReleaseReport> search, long after) {
    try {
      // An earlier search may have ended between our look and our turn.
      return searches.get(
          wanted,
          deadline,
          () ->
              fresh(wanted)
                  .filter(it -> it.trusted() || it.number() > after)
                  .orElseGet(() -> keep(wanted, begun.incrementAndGet(), search.get())));
    } catch (TooLittleTime e) {
      throw e.failure(
          new ServiceFailure(
              ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.REGISTRY, Duration.ofSeconds(5), e));
    }
  }

  private synchronized Optional<Kept> fresh(Key wanted) {
    Kept found = kept.get(wanted);
    if (found == null) {
      return Optional.empty();
    }
    long over = ticker.nanos() - found.until();
    if (over < 0) {
      return Optional.of(found);
    }
    if (!found.trusted() || over >= settings.staleFor().toNanos()) {
      kept.remove(wanted);
    }
    return Optional.empty();
  }

  /** A trusted report whose time is over, and that for an outage is not. */
  private synchronized Optional<Kept> stale(Key wanted) {
    return Optional.ofNullable(kept.get(wanted))
        .filter(Kept::trusted)
        .filter(it -> ticker.nanos() - it.until() < settings.staleFor().toNanos());
  }

  private synchronized boolean wasOutJustNow(Key wanted) {
    Long seen = outages.get(wanted);
    if (seen == null || ticker.nanos() - seen < OUTAGE.toNanos()) {
      return seen != null;
    }
    outages.remove(wanted);
    return false;
  }

  private synchronized void seenOut(Key wanted) {
    outages.put(wanted, ticker.nanos());
    if (outages.size() > settings.maxEntries()) {
      Iterator<Key> oldest = outages.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private synchronized Kept keep(Key wanted, long number, ReleaseReport report) {
    boolean trusted = report.conclusion() == Conclusion.TRUSTED;
    Duration life = trusted ? settings.trustedFor() : settings.untrustedFor();
    kept.remove(wanted);
    if (kept.size() >= settings.maxEntries()) {
      Iterator<Key> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    long now = ticker.nanos();
    Kept made = new Kept(report, number, now, now + life.toNanos());
    kept.put(wanted, made);
    return made;
  }
}
