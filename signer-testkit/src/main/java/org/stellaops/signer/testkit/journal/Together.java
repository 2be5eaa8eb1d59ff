package org.stellaops.signer.testkit.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs one piece of work for many inputs at once, for contracts that say what is atomic. */
public final class Together {

  private static final int THREADS = 32;

  private Together() {}

  public static <A, B> List<B> forEach(List<A> inputs, Function<A, B> work) {
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, inputs.size()));
    try {
      List<Callable<B>> calls = new ArrayList<>();
      for (A input : inputs) {
        calls.add(() -> work.apply(input));
      }
      List<B> results = new ArrayList<>();
      for (Future<B> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
