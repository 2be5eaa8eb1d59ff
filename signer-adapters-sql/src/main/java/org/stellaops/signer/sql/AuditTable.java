package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords;

/** The audit log: rows are appended and never change. */
final class AuditTable implements AuditRecords {

  private final Readers readers;

  AuditTable(Readers readers) {
    this.readers = readers;
  }

  /** A record to append. */
  record Written(Tenant tenant, AuditId id, Kind kind, Bytes bytes) {}

  @Override
  public List<Entry> find(Tenant tenant, AuditId id, Deadline deadline) {
    return readers.read(
        sql ->
            sql.all(
                "SELECT sequence, kind, stored_at, schema, bytes FROM audit"
                    + " WHERE tenant = ? AND id = ? ORDER BY sequence",
                AuditTable::entry,
                tenant,
                id),
        deadline);
  }

  @Override
  public List<Decided> latestDecisions(Tenant tenant, int most, Deadline deadline) {
    // By the index of the table's one uniqueness: an index by sequence would cost each signature.
    return readers.read(
        sql ->
            sql.all(
                "SELECT sequence, kind, stored_at, schema, bytes, id FROM audit"
                    + " WHERE tenant = ? AND kind = 'DECISION' ORDER BY id DESC LIMIT ?",
                row -> new Decided(new AuditId(row.getString(6)), entry(row)),
                tenant,
                most),
        deadline);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong(1),
        Kind.valueOf(row.getString(2)),
        StoreClock.instant(row.getLong(3)),
        row.getInt(4),
        Bytes.adopt(row.getBytes(5)));
  }

  /** Appends under the given number, the next of {@link AuditNumbers}. */
  static void append(Statements sql, long number, Written record, long now) throws SQLException {
    sql.update(
        "INSERT INTO audit (sequence, tenant, id, kind, schema, stored_at, bytes)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        number,
        record.tenant(),
        record.id(),
        record.kind().name(),
        AuditRecords.SCHEMA,
        now,
        record.bytes());
  }

  static boolean holds(Statements sql, Tenant tenant, AuditId id, Kind kind, Bytes bytes)
      throws SQLException {
    return sql.first(
            "SELECT bytes FROM audit WHERE tenant = ? AND id = ? AND kind = ?",
            row -> Bytes.adopt(row.getBytes(1)),
            tenant,
            id,
            kind.name())
        .filter(bytes::equals)
        .isPresent();
  }
}
