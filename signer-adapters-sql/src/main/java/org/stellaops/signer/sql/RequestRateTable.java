package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RequestJournal.ClientRate;
import org.stellaops.signer.ports.quota.Gcra;

/**
 * The request rate of each client; one that is full again has no row. It is decided in memory, and
 * what a transaction's steps took of it is written once for each client, before the commit. Used by
 * the writer's thread.
 */
final class RequestRateTable {

  private record Client(Tenant tenant, ClientId id) {}

  private record Row(Client client, long arrival) {}

  private final MemoryChanges changes;
  private final Map<Client, Long> arrivals = new HashMap<>();

  // May name a client too many after a rollback, which writes what is there already.
  private final Set<Client> unwritten = new LinkedHashSet<>();

  RequestRateTable(MemoryChanges changes) {
    this.changes = changes;
  }

  /** Fills the memory from the table. */
  void load(Statements sql) throws SQLException {
    for (Row row :
        sql.all(
            "SELECT tenant, client, arrival FROM request_rate",
            row ->
                new Row(
                    new Client(new Tenant(row.getString(1)), new ClientId(row.getString(2))),
                    row.getLong(3)))) {
      arrivals.put(row.client, row.arrival);
    }
  }

  /** Takes one request, if there is room. */
  Gcra.Decision take(Tenant tenant, ClientRate asked, long now) {
    Client client = new Client(tenant, asked.client());
    Long known = arrivals.get(client);
    long stored = known == null ? 0 : known;
    Gcra.Decision decision = Gcra.decide(asked.limit(), stored, now);
    // A rate that was raised: what was taken under the old one must not outlast the new burst.
    boolean shortened = decision.arrival() < stored;
    if (decision.allowed() || shortened) {
      arrivals.put(client, decision.arrival());
      unwritten.add(client);
      changes.undoing(() -> {
        if (known == null) {
          arrivals.remove(client);
        } else {
          arrivals.put(client, known);
        }
      });
    }
    return decision;
  }

  /** Writes what the steps of this transaction took. */
  void write(Statements sql) throws SQLException {
    for (Client client : unwritten) {
      Long arrival = arrivals.get(client);
      if (arrival != null) {
        sql.update(
            "INSERT INTO request_rate (tenant, client, arrival) VALUES (?, ?, ?)"
                + " ON CONFLICT DO UPDATE SET arrival = excluded.arrival",
            client.tenant,
            client.id,
            arrival);
      }
    }
    unwritten.clear();
  }

  /**
   * Deletes at most {@code limit} rows of clients whose rate is full again.
   *
   * @return how many
   */
  int forget(Statements sql, long now, int limit) throws SQLException {
    int deleted =
        sql.update(
            "DELETE FROM request_rate WHERE (tenant, client) IN"
                + " (SELECT tenant, client FROM request_rate WHERE arrival < ? LIMIT ?)",
            now,
            limit);
    if (deleted > 0) {
      arrivals.values().removeIf(arrival -> arrival < now);
    }
    return deleted;
  }
}
