package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** One unit of work on its way through a thread that owns a connection, and its answer. */
final class Step<T> {

  /** What a step does with the connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Statements sql) throws SQLException;
  }

  private enum State {
    QUEUED,
    BEGUN,
    CANCELLED
  }

  private final Work<T> work;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable RuntimeException failure;

  Step(Work<T> work) {
    this.work = work;
  }

  /** Refuses a call that has no time left, before anything can happen. */
  static void requireTime(Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw unavailable(false, "no time was left to ask the journal", null);
    }
  }

  /** Claims the step for running; false when its caller has given up. */
  boolean begin() {
    return state.compareAndSet(State.QUEUED, State.BEGUN);
  }

  /** Does the work. Its answer waits for {@link #publish}. */
  void run(Statements sql) throws SQLException {
    result = work.run(sql);
  }

  void failed(Exception cause) {
    failure = translated(cause);
  }

  /** Lets the answer out: what was done is as durable as it has to be. */
  void publish() {
    boolean first =
        failure == null ? answer.complete(result) : answer.completeExceptionally(failure);
    if (first) {
      result = null;
    }
  }

  /** Lets a failure out in place of the answer. */
  void abandon(boolean mayHaveHappened, String why, @Nullable Throwable cause) {
    answer.completeExceptionally(unavailable(mayHaveHappened, why, cause));
  }

  /**
   * Waits for the answer.
   *
   * @param writes whether a step that began may have taken effect
   */
  T await(Deadline deadline, boolean writes, StepDeadlines deadlines) {
    deadlines.watch(this, deadline);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(!cancel() && writes, "interrupted while waiting for the journal", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw unavailable(!cancel() && writes, "the journal did not answer in time", e);
      }
      throw rethrown(e.getCause());
    } finally {
      deadlines.forget(this);
    }
  }

  /** The time of the one who waits is over; the step itself goes on if it has begun. */
  void expire() {
    answer.completeExceptionally(new TimeoutException());
  }

  /**
   * @return whether the step is now certain never to run
   */
  private boolean cancel() {
    return state.compareAndSet(State.QUEUED, State.CANCELLED);
  }

  private static RuntimeException translated(Exception cause) {
    if (cause instanceof SQLException broken) {
      return Faults.isContradiction(broken)
          ? new IllegalStateException("the step contradicts what is recorded", broken)
          : unavailable(false, "the journal could not do it: " + broken.getMessage(), broken);
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  /** The same failure with the stack of the thread that waits. */
  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof DependencyUnavailable known) {
      return new DependencyUnavailable(
          known.dependency(), known.mayHaveHappened(), String.valueOf(known.getMessage()), known);
    }
    if (cause instanceof IllegalArgumentException known) {
      return new IllegalArgumentException(known.getMessage(), known);
    }
    return new IllegalStateException(cause == null ? "no answer" : cause.getMessage(), cause);
  }

  static DependencyUnavailable unavailable(
      boolean mayHaveHappened, String why, @Nullable Throwable cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.JOURNAL, mayHaveHappened, why)
        : new DependencyUnavailable(Dependency.JOURNAL, mayHaveHappened, why, cause);
  }
}
