package org.stellaops.signer.core.singleflight;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.stellaops.signer.model.Deadline;

/**
 * Makes one call for all who want to know the same at one time. The first who asks makes it, by
 * what is left of its own deadline; what comes of it is everybody's, answer or failure. But a call
 * that had less than its fair time proves nothing by failing: that failure is the caller's alone,
 * and the others make the call again.
 *
 * @param <K> what is asked about
 * @param <V> the answer
 * @param <X> a checked exception that is an answer too, and shared like one
 */
public final class SharedCalls<K, V, X extends Exception> {

  private final Duration fair;
  private final Map<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  /**
   * @param fair the time within which a call that can be answered is answered
   */
  public SharedCalls(Duration fair) {
    this.fair = fair;
  }

  /**
   * The call.
   *
   * @param <V> the answer
   * @param <X> a checked exception that is an answer too
   */
  @FunctionalInterface
  public interface Call<V, X extends Exception> {
    V make() throws X;
  }

  /**
   * Answers by {@code call} or by one for the same {@code key} that is running.
   *
   * @throws X as {@code call} does, here or for another who asked
   * @throws TooLittleTime the call failed with less than the fair time, or this caller's time ended
   *     while it waited for another's
   */
  public V get(K key, Deadline deadline, Call<V, X> call) throws X, TooLittleTime {
    while (true) {
      CompletableFuture<V> mine = new CompletableFuture<>();
      CompletableFuture<V> other = running.putIfAbsent(key, mine);
      if (other == null) {
        return lead(key, mine, deadline, call);
      }
      try {
        return other.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TooLittleTime)) {
          throw shared(e);
        }
      } catch (TimeoutException e) {
        throw new TooLittleTime("no time was left to wait for the answer", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TooLittleTime("interrupted while waiting for the answer", e);
      }
    }
  }

  private V lead(K key, CompletableFuture<V> mine, Deadline deadline, Call<V, X> call)
      throws X, TooLittleTime {
    boolean isFair = deadline.remaining().compareTo(fair) >= 0;
    try {
      V answer = call.make();
      running.remove(key, mine);
      mine.complete(answer);
      return answer;
    } catch (RuntimeException e) {
      if (isFair && !Thread.currentThread().isInterrupted()) {
        end(key, mine, e);
        throw e;
      }
      TooLittleTime hurried = new TooLittleTime("the call had too little time", e);
      end(key, mine, hurried);
      throw hurried;
    } catch (Error e) {
      end(key, mine, new TooLittleTime("the call broke off", e));
      throw e;
    } catch (Throwable e) {
      end(key, mine, e);
      throw e;
    }
  }

  /** Whoever asks from now on makes a call of its own, also one who hears of this failure. */
  private void end(K key, CompletableFuture<V> mine, Throwable why) {
    running.remove(key, mine);
    mine.completeExceptionally(why);
  }

  @SuppressWarnings("unchecked") // only what a call throws completes the future, so it is an X
  private X shared(ExecutionException e) {
    Throwable why = e.getCause();
    if (why instanceof RuntimeException failure) {
      throw failure;
    }
    return (X) Objects.requireNonNull(why);
  }
}
