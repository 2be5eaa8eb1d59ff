package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.words.Deadline;
import org.stellaops.signer.words.Digest;
import org.stellaops.signer.words.Tenant;

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
                "SELECT e.licence, e.version, e.answer, e.received_nanos FROM entitlement e"
                    + " JOIN licence l ON l.tenant = e.tenant AND l.licence = e.licence"
                    + " WHERE e.tenant = ? AND e.proof = ? AND e.version >= l.version",
                row ->
                    new LastKnown(
                        proof,
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        Instant.ofEpochSecond(0, row.getLong(4))),
                tenant,
                proof),
        deadline);
  }

  @Override
  public long keep(Tenant tenant, LastKnown answer, Deadline deadline) {
    return writer.write(sql -> keep(sql, tenant, answer), deadline);
  }

  private static long keep(Statements sql, Tenant tenant, LastKnown answer) throws SQLException {
    long highest =
        sql.first(
                "INSERT INTO licence (tenant, licence, version) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO UPDATE SET version = max(version, excluded.version)"
                    + " RETURNING version",
                row -> row.getLong(1),
                tenant,
                answer.licence(),
                answer.version())
            .orElseThrow();
    if (highest == answer.version()) {
      Instant at = answer.receivedAt();
      sql.update(
          "INSERT INTO entitlement (tenant, proof, licence, version, answer, received_nanos)"
              + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
              + " licence = excluded.licence, version = excluded.version,"
              + " answer = excluded.answer, received_nanos = excluded.received_nanos",
          tenant,
          answer.proof(),
          answer.licence(),
          answer.version(),
          answer.answer(),
          Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano()));
    }
    return highest;
  }
}
