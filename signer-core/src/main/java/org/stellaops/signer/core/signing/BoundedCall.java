package org.stellaops.signer.core.signing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * Calls of one key's backend that its caller waits for no longer than the deadline, whatever the
 * backend does. One that misses it is interrupted and left behind. Safe for concurrent use.
 */
final class BoundedCall {

  private final Executor executor;
  private final AtomicInteger running = new AtomicInteger();

  BoundedCall(Executor executor) {
    this.executor = executor;
  }

  /** How many calls have not ended, those that nobody waits for included. */
  int running() {
    return running.get();
  }

  /**
   * What {@code call} returns or throws.
   *
   * @throws DependencyUnavailable it did not end in time, and may yet do what it does
   * @throws ServiceFailure {@link Reason#PROCESS_ENDED}: this thread was interrupted meanwhile
   */
  <T> T within(Deadline deadline, Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    running.incrementAndGet();
    try {
      executor.execute(() -> {
        try {
          task.run();
        } finally {
          running.decrementAndGet();
        }
      });
    } catch (Throwable rejected) {
      running.decrementAndGet();
      throw stopped();
    }
    return await(task, deadline);
  }

  private static <T> T await(FutureTask<T> task, Deadline deadline) {
    try {
      return task.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "no answer in time");
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw stopped();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException runtime) {
      return runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }

  private static ServiceFailure stopped() {
    return new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.PROCESS_ENDED, Duration.ZERO);
  }
}
