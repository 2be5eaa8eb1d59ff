package org.stellaops.signer.kms.gcp;

import com.google.auth.Credentials;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * The credentials, looked for when they are first needed. To find them may take files, programs and
 * a metadata service that is not there: one thread looks, and each caller waits for its own time.
 * What was found is kept and renews itself; what was not found is looked for again.
 */
final class GoogleAccess {

  /** Looks for credentials; may block for long. */
  @FunctionalInterface
  interface Source {
    Credentials find() throws IOException;
  }

  private final Source source;
  private final Executor threads;
  private final ReentrantLock looking = new ReentrantLock();
  private @Nullable CompletableFuture<Credentials> found;

  GoogleAccess(Source source, Executor threads) {
    this.source = source;
    this.threads = threads;
  }

  /**
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, there are none, or none in time;
   *     nothing happened
   */
  Credentials credentials(Deadline deadline) {
    try {
      return search().get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GoogleFailures.unavailable(false, "interrupted while looking for credentials", e);
    } catch (TimeoutException e) {
      throw GoogleFailures.unavailable(
          false, "Google Cloud KMS was not asked: no credentials were found in time", e);
    } catch (ExecutionException e) {
      throw GoogleFailures.unavailable(
          false, "Google Cloud KMS was not asked: the environment gives no credentials", e);
    } catch (RejectedExecutionException e) {
      throw GoogleFailures.closed(e);
    }
  }

  private CompletableFuture<Credentials> search() {
    looking.lock();
    try {
      CompletableFuture<Credentials> known = found;
      if (known == null || known.isCompletedExceptionally()) {
        known = CompletableFuture.supplyAsync(this::find, threads);
        found = known;
      }
      return known;
    } finally {
      looking.unlock();
    }
  }

  private Credentials find() {
    try {
      return source.find();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
