package org.stellaops.signer.core.release;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.singleflight.SharedCalls;
import org.stellaops.signer.core.singleflight.TooLittleTime;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;

/**
 * Remembers reports for a while, and lets one search run for all who ask for the same image at
 * once. A failed search is not remembered, and one that failed for want of its caller's time is no
 * other's failure. Losing it costs time only.
 */
final class ReportCache {

  /** Registries that can be reached have answered a search by then. */
  private static final Duration FAIR_SEARCH = Duration.ofSeconds(10);

  /** What a report depends on: a change of the release keys asks anew. */
  record Key(Set<PinnedKey> releaseKeys, Digest image) {}

  private record Kept(ReleaseReport report, long until) {}

  private final ReleaseCaching settings;
  private final Ticker ticker;
  private final SharedCalls<Key, ReleaseReport, RuntimeException> searches =
      new SharedCalls<>(FAIR_SEARCH);
  private final Map<Key, Kept> kept = new LinkedHashMap<>();

  ReportCache(ReleaseCaching settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
  }

  ReleaseReport get(Key wanted, Deadline deadline, Supplier<ReleaseReport> search) {
    Optional<ReleaseReport> fresh = fresh(wanted);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    try {
      // An earlier search may have ended between our look and our turn.
      return searches.get(
          wanted, deadline, () -> fresh(wanted).orElseGet(() -> keep(wanted, search.get())));
    } catch (TooLittleTime e) {
      throw e.failure(
          new ServiceFailure(
              ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.REGISTRY, Duration.ofSeconds(5), e));
    }
  }

  private synchronized Optional<ReleaseReport> fresh(Key wanted) {
    Kept found = kept.get(wanted);
    if (found == null) {
      return Optional.empty();
    }
    if (found.until() - ticker.nanos() <= 0) {
      kept.remove(wanted);
      return Optional.empty();
    }
    return Optional.of(found.report());
  }

  private synchronized ReleaseReport keep(Key wanted, ReleaseReport report) {
    boolean trusted = report.conclusion() == Conclusion.TRUSTED;
    Duration life = trusted ? settings.trustedFor() : settings.untrustedFor();
    kept.remove(wanted);
    if (kept.size() >= settings.maxEntries()) {
      Iterator<Key> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    kept.put(wanted, new Kept(report, ticker.nanos() + life.toNanos()));
    return report;
  }
}
