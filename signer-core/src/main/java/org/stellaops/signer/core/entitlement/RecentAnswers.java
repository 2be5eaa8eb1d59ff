package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;

/** The answers of this process by monotonic age; the least recently used are forgotten first. */
final class RecentAnswers {

  private static final int MAX = 10_000;

  private final Ticker ticker;
  private final Map<Key, Aged> answers =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Aged> eldest) {
          return size() > MAX;
        }
      };

  RecentAnswers(Ticker ticker) {
    this.ticker = ticker;
  }

  record Key(Tenant tenant, Digest proof) {}

  private record Aged(LicensingAnswer answer, long since) {}

  /** The answer if it is younger than {@code maxAge}. */
  synchronized Optional<LicensingAnswer> find(Key key, Duration maxAge) {
    Aged aged = answers.get(key);
    return aged != null && ticker.nanos() - aged.since() < maxAge.toNanos()
        ? Optional.of(aged.answer())
        : Optional.empty();
  }

  /**
   * Remembers an answer that is already {@code age} old, unless a newer one is known.
   *
   * @return the one that stands
   */
  synchronized LicensingAnswer put(Key key, LicensingAnswer answer, Duration age) {
    Aged known = answers.get(key);
    if (known != null && known.answer().supersedes(answer)) {
      return known.answer();
    }
    long old = Math.min(age.toNanos(), Duration.ofDays(3650).toNanos());
    answers.put(key, new Aged(answer, ticker.nanos() - old));
    return answer;
  }
}
