package org.stellaops.signer.core.intake;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies the whole process holds at one time, so that many large requests
 * end in a refusal to start another and not in an exhausted heap.
 */
public final class ByteBudget {

  private final long total;
  private final AtomicLong used = new AtomicLong();

  public ByteBudget(long total) {
    this.total = total;
  }

  /** Bytes held for one request; {@link #close} gives them back, once. */
  final class Lease implements AutoCloseable {

    private final AtomicLong held = new AtomicLong();

    /** Holds {@code bytes} more; false when the process has no room. */
    boolean grow(long bytes) {
      // Never counted before it fits: a large request without room must not refuse a small one.
      for (long now = used.get(); bytes <= total - now; now = used.get()) {
        if (used.compareAndSet(now, now + bytes)) {
          held.addAndGet(bytes);
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() {
      used.addAndGet(-held.getAndSet(0));
    }
  }

  Lease lease() {
    return new Lease();
  }

  /** Bytes held now. */
  long used() {
    return used.get();
  }
}
