package org.stellaops.signer.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What came of a load. Of a paced one, a request's time counts from the moment at which it was due,
 * so that a stall counts for all whom it kept waiting.
 */
final class Load {

  private final long[] micros;
  private final long refused;
  private final Duration took;
  private final Duration server;
  private final Duration generator;

  /**
   * @param micros how long each answered request took, in order of size
   */
  private Load(long[] micros, long refused, Duration took, Duration server, Duration generator) {
    this.micros = micros;
    this.refused = refused;
    this.took = took;
    this.server = server;
    this.generator = generator;
  }

  /** Opens one caller's connection. */
  interface Callers {
    LoadCaller open() throws Exception;
  }

  static Load run(
      Callers callers,
      int count,
      Duration duration,
      double perSecond,
      Supplier<Duration> processorTime)
      throws Exception {
    AtomicLong refused = new AtomicLong();
    AtomicLong number = new AtomicLong();
    Duration serverBefore = processorTime.get();
    Duration ownBefore = own();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    double every = perSecond == 0 ? 0 : 1e9 / perSecond;
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        all.add(
            threads.submit(() -> {
              try (LoadCaller caller = callers.open()) {
                return one(caller, start, end, every, number, refused);
              }
            }));
      }
    }
    List<long[]> parts = new ArrayList<>();
    for (Future<long[]> part : all) {
      parts.add(part.get());
    }
    long[] micros = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Load(
        micros,
        refused.get(),
        Duration.ofNanos(System.nanoTime() - start),
        processorTime.get().minus(serverBefore),
        own().minus(ownBefore));
  }

  private static long[] one(
      LoadCaller caller, long start, long end, double every, AtomicLong number, AtomicLong refused)
      throws Exception {
    long[] micros = new long[1024];
    int count = 0;
    while (System.nanoTime() < end) {
      long due = every == 0 ? System.nanoTime() : start + (long) (number.getAndIncrement() * every);
      if (due >= end) {
        break;
      }
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      if (caller.sign() == 200) {
        if (count == micros.length) {
          micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = (System.nanoTime() - due) / 1000;
      } else {
        refused.incrementAndGet();
      }
    }
    return Arrays.copyOf(micros, count);
  }

  long refused() {
    return refused;
  }

  /** Processor time of the server. */
  Duration server() {
    return server;
  }

  /** Processor time of this process. */
  Duration generator() {
    return generator;
  }

  double perSecond() {
    return micros.length / (took.toNanos() / 1e9);
  }

  /** Processor time of one answered request, in microseconds. */
  double microsEach() {
    return server.toNanos() / 1e3 / micros.length;
  }

  double millis(double quantile) {
    return micros[(int) Math.min(micros.length - 1, (long) (micros.length * quantile))] / 1e3;
  }

  /** The part of all processors that {@code time} is. */
  double share(Duration time) {
    return (double) time.toNanos() / took.toNanos() / Runtime.getRuntime().availableProcessors();
  }

  private static Duration own() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
