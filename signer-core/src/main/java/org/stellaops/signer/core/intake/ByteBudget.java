package org.stellaops.signer.core.intake;

import java.util.HashMap;
import java.util.Map;
import org.stellaops.signer.model.Tenant;

/**
 * How many bytes of request bodies the whole process holds at one time, so that many large requests
 * end in a refusal to start another and not in an exhausted heap. Where several tenants are served,
 * one holds at most half of them.
 */
public final class ByteBudget {

  private final long total;
  private final Map<Tenant, Long> byTenant = new HashMap<>();
  private long used;

  public ByteBudget(long total) {
    this.total = total;
  }

  /** What came of asking for more. */
  enum Growth {
    HELD,
    /** The process has no room. */
    NO_ROOM,
    /** The tenant's requests hold its share. */
    SHARE_TAKEN
  }

  /** Bytes held for one request; {@link #close} gives them back, once. */
  final class Lease implements AutoCloseable {

    private final Tenant tenant;
    private final long share;
    private long held;

    private Lease(Tenant tenant, long share) {
      this.tenant = tenant;
      this.share = share;
    }

    /** The most that the tenant's requests hold together. */
    long share() {
      return share;
    }

    /** Holds {@code bytes} more, or nothing more. */
    Growth grow(long bytes) {
      synchronized (ByteBudget.this) {
        if (bytes > share - byTenant.getOrDefault(tenant, 0L)) {
          return share < total ? Growth.SHARE_TAKEN : Growth.NO_ROOM;
        }
        if (bytes > total - used) {
          return Growth.NO_ROOM;
        }
        used += bytes;
        held += bytes;
        byTenant.merge(tenant, bytes, Long::sum);
        return Growth.HELD;
      }
    }

    @Override
    public void close() {
      synchronized (ByteBudget.this) {
        used -= held;
        long back = held;
        held = 0;
        byTenant.computeIfPresent(tenant, (any, all) -> all == back ? null : all - back);
      }
    }
  }

  /**
   * The most that the requests of one tenant hold together, and so the largest body.
   *
   * @param shared whether several tenants are served
   */
  long share(boolean shared) {
    return shared ? total / 2 : total;
  }

  /**
   * @param shared as for {@link #share}
   */
  Lease lease(Tenant tenant, boolean shared) {
    return new Lease(tenant, share(shared));
  }

  /** Bytes held now. */
  synchronized long used() {
    return used;
  }

  /** Tenants that hold bytes now. */
  synchronized int tenants() {
    return byTenant.size();
  }
}
