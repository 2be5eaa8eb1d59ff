package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.model.Ticker;

/**
 * About which proofs Licensing is not asked again just now, because it failed to answer a moment
 * ago. Kept for each proof by itself: one that Licensing stumbles over changes nothing for others.
 */
final class Backoff {

  private static final Duration LENGTH = Duration.ofSeconds(5);
  private static final int MAX = 10_000;

  private final Ticker ticker;
  private final Map<RecentAnswers.Key, Long> begun = new LinkedHashMap<>();

  Backoff(Ticker ticker) {
    this.ticker = ticker;
  }

  synchronized void begin(RecentAnswers.Key key) {
    begun.remove(key);
    if (begun.size() >= MAX) {
      begun.remove(begun.keySet().iterator().next());
    }
    begun.put(key, ticker.nanos());
  }

  synchronized void end(RecentAnswers.Key key) {
    begun.remove(key);
  }

  synchronized boolean hold(RecentAnswers.Key key) {
    Long since = begun.get(key);
    return since != null && ticker.nanos() - since < LENGTH.toNanos();
  }
}
