package org.stellaops.signer.sql;

import java.sql.SQLException;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.quota.Gcra;

/** The request rate of each client; one that is full again has no row. */
final class RequestRateTable {

  private RequestRateTable() {}

  /** Takes one request, if there is room. */
  static Gcra.Decision take(Statements sql, Opening asked, long now) throws SQLException {
    long stored =
        sql.first(
                "SELECT arrival FROM request_rate WHERE tenant = ? AND client = ?",
                row -> row.getLong(1),
                asked.tenant(),
                asked.client())
            .orElse(0L);
    Gcra.Decision decision = Gcra.decide(asked.rate(), stored, now);
    // A rate that was raised: what was taken under the old one must not outlast the new burst.
    boolean shortened = decision.arrival() < stored;
    if (decision.allowed() || shortened) {
      sql.update(
          "INSERT INTO request_rate (tenant, client, arrival) VALUES (?, ?, ?)"
              + " ON CONFLICT DO UPDATE SET arrival = excluded.arrival",
          asked.tenant(),
          asked.client(),
          decision.arrival());
    }
    return decision;
  }

  /**
   * Deletes at most {@code limit} rows of clients whose rate is full again.
   *
   * @return how many
   */
  static int forget(Statements sql, long now, int limit) throws SQLException {
    return sql.update(
        "DELETE FROM request_rate WHERE (tenant, client) IN"
            + " (SELECT tenant, client FROM request_rate WHERE arrival < ? LIMIT ?)",
        now,
        limit);
  }
}
