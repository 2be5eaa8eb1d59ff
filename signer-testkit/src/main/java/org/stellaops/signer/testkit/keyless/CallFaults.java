package org.stellaops.signer.testkit.keyless;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** What a service in memory does to a call, as a port has to report it. */
final class CallFaults {

  private final Dependency dependency;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile @Nullable ServiceFault fault;

  CallFaults(Dependency dependency) {
    this.dependency = dependency;
  }

  void arrange(@Nullable ServiceFault wanted) {
    fault = wanted;
  }

  int requests() {
    return requests.get();
  }

  /**
   * Returns where nothing is wrong.
   *
   * @throws BackendRefused {@link ServiceFault#REFUSED}
   * @throws DependencyUnavailable any other fault
   */
  void meet(Deadline deadline) {
    ServiceFault now = fault;
    if (deadline.hasPassed() || now == ServiceFault.UNREACHABLE) {
      throw unavailable("no connection");
    }
    requests.incrementAndGet();
    if (now == null) {
      if (Thread.currentThread().isInterrupted()) {
        throw unavailable("interrupted");
      }
      return;
    }
    switch (now) {
      case BUSY ->
          throw DependencyUnavailable.busy(dependency, "no room", new IOException("status 429"));
      case REFUSED -> throw new BackendRefused("refused");
      case STALLED -> {
        await(deadline);
        throw unavailable("no answer in time");
      }
      case UNREACHABLE, DROPPED, SERVER_ERROR, GARBAGE, OVERSIZED, REDIRECTED ->
          throw unavailable(now.name());
    }
  }

  private static void await(Deadline deadline) {
    try {
      boolean unused =
          new CountDownLatch(1).await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private DependencyUnavailable unavailable(String why) {
    return new DependencyUnavailable(dependency, false, why);
  }
}
