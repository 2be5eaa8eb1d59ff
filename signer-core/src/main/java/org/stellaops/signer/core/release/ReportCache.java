package org.stellaops.signer.core.release;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.stellaops.signer.core.decision.ErrorCode;
import org.stellaops.signer.core.decision.ServiceFailure;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.words.Deadline;
import org.stellaops.signer.words.Digest;
import org.stellaops.signer.words.Ticker;

/**
 * Remembers reports for a while, and lets one search run for all who ask for the same image at
 * once. A failed search is not remembered. Losing it costs time only.
 */
final class ReportCache {

  private record Kept(ReleaseReport report, long until) {}

  private final ReleaseSettings settings;
  private final Ticker ticker;
  private final Map<Digest, CompletableFuture<ReleaseReport>> running = new ConcurrentHashMap<>();
  private final Map<Digest, Kept> kept = new LinkedHashMap<>();

  ReportCache(ReleaseSettings settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
  }

  ReleaseReport get(Digest image, Deadline deadline, Supplier<ReleaseReport> search) {
    Optional<ReleaseReport> fresh = fresh(image);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    CompletableFuture<ReleaseReport> mine = new CompletableFuture<>();
    CompletableFuture<ReleaseReport> other = running.putIfAbsent(image, mine);
    return other == null ? lead(image, mine, search) : follow(other, deadline);
  }

  private ReleaseReport lead(
      Digest image, CompletableFuture<ReleaseReport> mine, Supplier<ReleaseReport> search) {
    try {
      // An earlier search may have ended between our look and our turn.
      ReleaseReport report = fresh(image).orElseGet(() -> keep(search.get()));
      mine.complete(report);
      return report;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(image, mine);
    }
  }

  private static ReleaseReport follow(CompletableFuture<ReleaseReport> other, Deadline deadline) {
    try {
      return other.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServiceFailure failure) {
        throw new ServiceFailure(failure.code(), failure.reason(), failure.retryAfter(), failure);
      }
      throw unavailable(e);
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static ServiceFailure unavailable(Exception cause) {
    return new ServiceFailure(
        ErrorCode.DEPENDENCY_UNAVAILABLE, "registry", Duration.ofSeconds(5), cause);
  }

  private synchronized Optional<ReleaseReport> fresh(Digest image) {
    Kept found = kept.get(image);
    if (found == null) {
      return Optional.empty();
    }
    if (found.until() - ticker.nanos() <= 0) {
      kept.remove(image);
      return Optional.empty();
    }
    return Optional.of(found.report());
  }

  private synchronized ReleaseReport keep(ReleaseReport report) {
    boolean trusted = report.conclusion() == Conclusion.TRUSTED;
    Duration life = trusted ? settings.trustedFor() : settings.untrustedFor();
    kept.remove(report.image());
    if (kept.size() >= settings.maxEntries()) {
      Iterator<Digest> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    kept.put(report.image(), new Kept(report, ticker.nanos() + life.toNanos()));
    return report;
  }
}
