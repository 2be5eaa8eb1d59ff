package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.EntitlementArchive;

/** Licensing's last answers, beside the journal and as durable as it. */
final class SqliteArchive implements EntitlementArchive {

  private static final long NANOS = 1_000_000_000L;

  private final Writer writer;
  private final Readers readers;

  SqliteArchive(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline) {
    return readers.read(
        sql ->
            sql.first(
                "SELECT e.licence, e.version, e.answer, e.received_nanos, e.ends FROM entitlement e"
                    + " JOIN licence l ON l.tenant = e.tenant AND l.licence = e.licence"
                    + " WHERE e.tenant = ? AND e.proof = ? AND e.version >= l.version",
                row ->
                    new LastKnown(
                        proof,
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        Instant.ofEpochSecond(0, row.getLong(4)),
                        StoreClock.instant(row.getLong(5))),
                tenant,
                proof),
        deadline);
  }

  @Override
  public long keep(Tenant tenant, LastKnown answer, Deadline deadline) {
    return writer.write(sql -> keep(sql, tenant, answer), deadline);
  }

  @Override
  public long raise(Tenant tenant, String licence, long version, Deadline deadline) {
    return writer.write(sql -> raise(sql, tenant, licence, version), deadline);
  }

  private static long raise(Statements sql, Tenant tenant, String licence, long version)
      throws SQLException {
    return sql.first(
            "INSERT INTO licence (tenant, licence, version) VALUES (?, ?, ?)"
                + " ON CONFLICT DO UPDATE SET version = max(version, excluded.version)"
                + " RETURNING version",
            row -> row.getLong(1),
            tenant,
            licence,
            version)
        .orElseThrow();
  }

  private static long keep(Statements sql, Tenant tenant, LastKnown answer) throws SQLException {
    long highest = raise(sql, tenant, answer.licence(), answer.version());
    if (highest == answer.version()) {
      Instant at = answer.receivedAt();
      sql.update(
          "INSERT INTO entitlement (tenant, proof, licence, version, answer, received_nanos, ends)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
              + " licence = excluded.licence, version = excluded.version,"
              + " answer = excluded.answer, received_nanos = excluded.received_nanos,"
              + " ends = excluded.ends",
          tenant,
          answer.proof(),
          answer.licence(),
          answer.version(),
          answer.answer(),
          Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano()),
          StoreClock.micros(answer.ends()));
    }
    return highest;
  }

  /**
   * Deletes at most {@code limit} answers that nobody asks for any more. The versions of licences
   * stay: they outdate proofs.
   *
   * @return how many
   */
  static int forget(Statements sql, long now, int limit) throws SQLException {
    return sql.update(
        "DELETE FROM entitlement WHERE rowid IN (SELECT rowid FROM entitlement"
            + " WHERE ends < ? ORDER BY ends LIMIT ?)",
        now,
        limit);
  }
}
