package org.stellaops.signer.core.entitlement;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.stellaops.signer.core.token.ClaimRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.words.Deadline;

/** Asks once for all who want to know the same at one time. */
final class Questions {

  private final Map<RecentAnswers.Key, CompletableFuture<LicensingAnswer>> asking =
      new ConcurrentHashMap<>();

  /** One question to Licensing. */
  interface Question {
    LicensingAnswer ask() throws ClaimRefused;
  }

  LicensingAnswer ask(RecentAnswers.Key key, Deadline deadline, Question question)
      throws ClaimRefused {
    CompletableFuture<LicensingAnswer> mine = new CompletableFuture<>();
    CompletableFuture<LicensingAnswer> others = asking.putIfAbsent(key, mine);
    if (others != null) {
      return await(others, deadline);
    }
    try {
      LicensingAnswer answer = question.ask();
      mine.complete(answer);
      return answer;
    } catch (ClaimRefused | RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      asking.remove(key, mine);
    }
  }

  private static LicensingAnswer await(CompletableFuture<LicensingAnswer> others, Deadline deadline)
      throws ClaimRefused {
    try {
      return others.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unavailable("no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClaimRefused refused) {
        throw refused;
      }
      if (e.getCause() instanceof DependencyUnavailable unavailable) {
        throw unavailable;
      }
      throw unavailable("another request's question failed", e);
    }
  }

  private static DependencyUnavailable unavailable(String why, Exception cause) {
    return new DependencyUnavailable(Dependency.LICENSING, false, "licensing: " + why, cause);
  }
}
