package org.stellaops.signer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Rounds a second of a piece of work. */
final class Rate {

  private static final long WARM_UP = 3_000_000_000L;
  private static final long MEASURED = 4_000_000_000L;

  private Rate() {}

  /** What one thread does again and again. */
  interface Work {
    void run() throws Exception;
  }

  /** Rounds a second of all threads together, after a warm-up. */
  static double of(int threads, Callable<Work> works) throws Exception {
    count(threads, works, WARM_UP);
    long start = System.nanoTime();
    long done = count(threads, works, MEASURED);
    return done / ((System.nanoTime() - start) / 1e9);
  }

  private static long count(int threads, Callable<Work> works, long time) throws Exception {
    long end = System.nanoTime() + time;
    long done = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Work work = works.call();
        all.add(
            pool.submit(() -> {
              long rounds = 0;
              for (; System.nanoTime() < end; rounds++) {
                work.run();
              }
              return rounds;
            }));
      }
      for (Future<Long> each : all) {
        done += each.get();
      }
    }
    return done;
  }
}
