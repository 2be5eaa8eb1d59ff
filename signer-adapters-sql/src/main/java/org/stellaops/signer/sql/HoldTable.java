package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.quota.Gcra;

/**
 * Rate and concurrency of each tenant. They are held in memory, which counts for the one process
 * that has the store, and are written with the next transaction, whosever it is: so no later than
 * any later step of the same request. A hold is not undone with a transaction, only written again.
 * {@link #hold} may be called by any thread, all else is for the writer's.
 */
final class HoldTable {

  private record Request(Tenant tenant, AuditId id) {}

  private record OpenRow(Request request, long leaseEnd) {}

  private record RateRow(Tenant tenant, long arrival) {}

  /** A tenant's rate, and its open requests with the ends of their leases; 0 where none holds. */
  private static final class Load {

    long arrival;
    final Map<AuditId, Long> leaseEnds = new HashMap<>();
  }

  private final MemoryChanges changes;
  private final StoreClock clock;
  private final Map<Tenant, Load> loads = new HashMap<>();
  private final Map<Tenant, Long> unwrittenRates = new LinkedHashMap<>();
  private final Map<Request, Long> unwrittenLeases = new LinkedHashMap<>();

  HoldTable(MemoryChanges changes, StoreClock clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /** Fills the memory from the tables: a request that a crash has left open holds until it ends. */
  synchronized void load(Statements sql) throws SQLException {
    for (RateRow row :
        sql.all(
            "SELECT tenant, arrival FROM rate",
            row -> new RateRow(new Tenant(row.getString(1)), row.getLong(2)))) {
      of(row.tenant).arrival = row.arrival;
    }
    for (OpenRow row :
        sql.all(
            "SELECT tenant, id, lease_end FROM open_request",
            row ->
                new OpenRow(
                    new Request(new Tenant(row.getString(1)), new AuditId(row.getString(2))),
                    row.getLong(3)))) {
      of(row.request.tenant).leaseEnds.put(row.request.id, row.leaseEnd);
    }
  }

  /** A request is open once its transaction is durable. */
  void opened(Tenant tenant, AuditId id) {
    changes.afterCommit(() -> add(tenant, id));
  }

  /** What a request holds is free once its conclusion is durable. */
  void concluded(Tenant tenant, AuditId id) {
    changes.afterCommit(() -> remove(tenant, id));
  }

  private synchronized void add(Tenant tenant, AuditId id) {
    of(tenant).leaseEnds.put(id, 0L);
  }

  private synchronized void remove(Tenant tenant, AuditId id) {
    of(tenant).leaseEnds.remove(id);
    unwrittenLeases.remove(new Request(tenant, id));
  }

  /** Holds both or neither, at once. */
  synchronized Hold hold(HoldRequest asked) {
    Load load = of(asked.tenant());
    if (!load.leaseEnds.containsKey(asked.id())) {
      throw new IllegalStateException("the request is not open");
    }
    long now = clock.micros();
    int running = 0;
    for (long leaseEnd : load.leaseEnds.values()) {
      running += leaseEnd > now ? 1 : 0;
    }
    Hold room = QuotaTables.room(asked, load.arrival, running, now);
    if (room instanceof Hold.Held) {
      load.arrival = Gcra.decide(asked.rate(), load.arrival, now).arrival();
      unwrittenRates.put(asked.tenant(), load.arrival);
      long leaseEnd = now + asked.lease().toNanos() / 1_000;
      load.leaseEnds.put(asked.id(), leaseEnd);
      unwrittenLeases.put(new Request(asked.tenant(), asked.id()), leaseEnd);
    }
    return room;
  }

  /**
   * The end of a lease that is not written yet; the caller writes it in this transaction. Null
   * where there is none.
   */
  @Nullable Long takeUnwritten(Tenant tenant, AuditId id) {
    Request request = new Request(tenant, id);
    Long leaseEnd;
    synchronized (this) {
      leaseEnd = unwrittenLeases.remove(request);
    }
    if (leaseEnd != null) {
      changes.undoing(() -> owe(Map.of(request, leaseEnd)));
    }
    return leaseEnd;
  }

  /** Writes what is held and not written yet. */
  void write(Statements sql) throws SQLException {
    Map<Tenant, Long> rates;
    Map<Request, Long> leases;
    synchronized (this) {
      rates = Map.copyOf(unwrittenRates);
      leases = Map.copyOf(unwrittenLeases);
      unwrittenRates.clear();
      unwrittenLeases.clear();
    }
    if (rates.isEmpty() && leases.isEmpty()) {
      return;
    }
    changes.undoing(() -> {
      oweRates(rates);
      owe(leases);
    });
    for (Map.Entry<Tenant, Long> rate : rates.entrySet()) {
      sql.update(
          "INSERT INTO rate (tenant, arrival) VALUES (?, ?)"
              + " ON CONFLICT DO UPDATE SET arrival = excluded.arrival",
          rate.getKey(),
          rate.getValue());
    }
    for (Map.Entry<Request, Long> lease : leases.entrySet()) {
      sql.update(
          "UPDATE open_request SET lease_end = ? WHERE tenant = ? AND id = ?",
          lease.getValue(),
          lease.getKey().tenant,
          lease.getKey().id);
    }
  }

  /** What was held since then is newer. */
  private synchronized void owe(Map<Request, Long> leases) {
    leases.forEach(unwrittenLeases::putIfAbsent);
  }

  private synchronized void oweRates(Map<Tenant, Long> rates) {
    rates.forEach(unwrittenRates::putIfAbsent);
  }

  private Load of(Tenant tenant) {
    return loads.computeIfAbsent(tenant, any -> new Load());
  }
}
