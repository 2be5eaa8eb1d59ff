package org.stellaops.signer.bootstrap.config;

import java.time.Duration;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Derived;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;

/**
 * What the whole process gives to requests.
 *
 * @param serverCap largest request body in bytes that is taken from anyone; 0 before it is derived
 * @param memoryBudget bytes of request bodies held at one time; 0 before it is derived
 * @param requestTime how long one request may take
 */
public record LimitSettings(
    @Setting(
            "Largest request body that is taken from anyone. When not written: 100MiB, or"
                + " `limits.memoryBudget` where that is less.")
        @Bounds("1KiB to 1GiB")
        @Derived
        long serverCap,
    @Setting(
            "Request bodies held at one time; what is over it is answered 503. Where several"
                + " tenants are configured, one holds at most half of it, and sends no larger body."
                + " At least `limits.serverCap`. The heap must have room for four times as much, or"
                + " the start stops. When not written: an eighth of the heap, but no less than"
                + " `limits.serverCap`.")
        @Bounds("1MiB to 64GiB")
        @Derived
        long memoryBudget,
    // Less would leave Licensing no time of its own, so that no outage of it was ever one.
    @Setting("How long one request may take, the reading of its body included.")
        @Fallback("60s")
        @Bounds("5s to 5m")
        Duration requestTime) {

  private static final long LARGEST_BODY = 100L << 20;

  /** The part of the heap that bodies get where nothing else is written. */
  static final int HEAP_SHARE = 8;

  /** With what was not written derived from a heap of so many bytes. */
  LimitSettings derived(long heap) {
    long budget = memoryBudget == 0 ? heap / HEAP_SHARE : memoryBudget;
    long cap = serverCap == 0 ? Math.min(LARGEST_BODY, budget) : serverCap;
    return new LimitSettings(
        cap, memoryBudget == 0 ? Math.max(cap, budget) : memoryBudget, requestTime);
  }
}
