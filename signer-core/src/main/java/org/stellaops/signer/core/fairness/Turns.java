package org.stellaops.signer.core.fairness;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;

/**
 * A fixed number of turns at some work. Where several tenants are served, one has at most half of
 * them, rounded up, at a time, and those that wait are served tenant by tenant, each in the order
 * of its coming: however many wait of one, the next of another is not behind them.
 */
public final class Turns {

  private final int all;
  private final Map<Tenant, Integer> running = new HashMap<>();
  private final LinkedHashMap<Tenant, Queue<Waiter>> waiting = new LinkedHashMap<>();
  private int free;

  /**
   * @param all how many turns there are at one time
   */
  public Turns(int all) {
    this.all = all;
    this.free = all;
  }

  /** A turn; {@link #close} gives it back, once. */
  public final class Turn implements AutoCloseable {

    private final Tenant tenant;
    private final AtomicBoolean over = new AtomicBoolean();

    private Turn(Tenant tenant) {
      this.tenant = tenant;
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        giveBack(tenant);
      }
    }
  }

  private record Waiter(Tenant tenant, int most, CountDownLatch granted) {}

  /**
   * Waits for a turn; empty when none came in time. An interrupt ends the wait and stays set.
   *
   * @param shared whether several tenants are served
   */
  public Optional<Turn> await(Tenant tenant, boolean shared, Deadline deadline) {
    Waiter waiter = enter(tenant, shared);
    try {
      if (waiter.granted.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return Optional.of(new Turn(tenant));
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    leave(waiter);
    return Optional.empty();
  }

  /** A turn if there is one now, as for {@link #await}. */
  public Optional<Turn> ifFree(Tenant tenant, boolean shared) {
    Waiter waiter = enter(tenant, shared);
    if (waiter.granted.getCount() == 0) {
      return Optional.of(new Turn(tenant));
    }
    leave(waiter);
    return Optional.empty();
  }

  private synchronized Waiter enter(Tenant tenant, boolean shared) {
    Waiter waiter = new Waiter(tenant, shared ? (all + 1) / 2 : all, new CountDownLatch(1));
    waiting.computeIfAbsent(tenant, any -> new ArrayDeque<>()).add(waiter);
    grant();
    return waiter;
  }

  /** Ends a wait; a turn that was granted at the last moment goes to the next. */
  private synchronized void leave(Waiter waiter) {
    Queue<Waiter> queue = waiting.get(waiter.tenant);
    if (queue == null || !queue.removeIf(other -> other.granted.equals(waiter.granted))) {
      if (waiter.granted.getCount() == 0) {
        giveBack(waiter.tenant);
      }
    } else if (queue.isEmpty()) {
      waiting.remove(waiter.tenant);
    }
    grant();
  }

  private synchronized void giveBack(Tenant tenant) {
    free++;
    running.computeIfPresent(tenant, (any, count) -> count == 1 ? null : count - 1);
    grant();
  }

  private void grant() {
    while (free > 0) {
      Waiter next = next();
      if (next == null) {
        return;
      }
      free--;
      running.merge(next.tenant, 1, Integer::sum);
      next.granted.countDown();
    }
  }

  /** Takes the first waiter whose tenant has less than its share, and puts its tenant last. */
  private @Nullable Waiter next() {
    Iterator<Map.Entry<Tenant, Queue<Waiter>>> tenants = waiting.entrySet().iterator();
    while (tenants.hasNext()) {
      Map.Entry<Tenant, Queue<Waiter>> one = tenants.next();
      Queue<Waiter> queue = one.getValue();
      Waiter first = queue.element();
      if (running.getOrDefault(one.getKey(), 0) < first.most) {
        queue.remove();
        tenants.remove();
        if (!queue.isEmpty()) {
          waiting.put(first.tenant, queue);
        }
        return first;
      }
    }
    return null;
  }
}
