package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.EntitlementArchive;

/** Licensing's last answers, beside the journal and as durable as it. */
final class SqliteArchive implements EntitlementArchive {

  private static final long NANOS = 1_000_000_000L;
  private static final String ANSWER =
      "SELECT e.proof, e.licence, e.version, e.answer, e.state, e.signed, e.received_nanos, e.ends"
          + " FROM entitlement e WHERE e.tenant = ? AND ";

  private final Writer writer;
  private final Readers readers;

  SqliteArchive(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline) {
    return readers.read(
        sql -> {
          Optional<LastKnown> kept =
              sql.first(
                  ANSWER
                      + "e.proof = ? AND e.version >= (SELECT l.version FROM licence l"
                      + " WHERE l.tenant = e.tenant AND l.licence = e.licence)",
                  SqliteArchive::answer,
                  tenant,
                  proof);
          return kept.isPresent() && revocation(sql, tenant, kept.get()).isPresent()
              ? Optional.empty()
              : kept;
        },
        deadline);
  }

  private static LastKnown answer(ResultSet row) throws SQLException {
    return new LastKnown(
        Digest.parse(row.getString(1)),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        ProofState.parse(row.getString(5)),
        Instant.ofEpochSecond(row.getLong(6)),
        Instant.ofEpochSecond(0, row.getLong(7)),
        StoreClock.instant(row.getLong(8)));
  }

  @Override
  public Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
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

  private static Kept keep(Statements sql, Tenant tenant, LastKnown answer) throws SQLException {
    long highest = raise(sql, tenant, answer.licence(), answer.version());
    if (highest != answer.version()) {
      return new Kept(highest, Optional.empty());
    }
    Optional<LastKnown> newer =
        sql.first(ANSWER + "e.proof = ?", SqliteArchive::answer, tenant, answer.proof())
            .filter(kept -> kept.supersedes(answer));
    if (newer.isEmpty()) {
      put(sql, tenant, answer);
    }
    Optional<LastKnown> no = revocation(sql, tenant, newer.orElse(answer));
    return new Kept(highest, no.isPresent() ? no : newer);
  }

  private static void put(Statements sql, Tenant tenant, LastKnown answer) throws SQLException {
    Instant at = answer.receivedAt();
    sql.update(
        "INSERT INTO entitlement (tenant, proof, licence, version, answer, state, signed,"
            + " received_nanos, ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT DO UPDATE SET licence = excluded.licence,"
            + " version = excluded.version, answer = excluded.answer,"
            + " state = excluded.state, signed = excluded.signed,"
            + " received_nanos = excluded.received_nanos, ends = excluded.ends",
        tenant,
        answer.proof(),
        answer.licence(),
        answer.version(),
        answer.answer(),
        answer.state().label(),
        answer.signedAt().getEpochSecond(),
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano()),
        StoreClock.micros(answer.ends()));
  }

  /** The latest no to the answer's version of its licence, if it revokes the answer. */
  private static Optional<LastKnown> revocation(Statements sql, Tenant tenant, LastKnown answer)
      throws SQLException {
    return sql.first(
            ANSWER
                + "e.licence = ? AND e.version = ? AND e.state = 'revoked'"
                + " ORDER BY e.signed DESC LIMIT 1",
            SqliteArchive::answer,
            tenant,
            answer.licence(),
            answer.version())
        .filter(no -> no.revokes(answer));
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
