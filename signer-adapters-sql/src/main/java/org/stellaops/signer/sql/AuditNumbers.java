package org.stellaops.signer.sql;

import java.sql.SQLException;

/**
 * The numbers of the audit records. One connection writes, so they have neither gaps nor
 * duplicates: a step that is rolled back gives its number back. Used by the writer's thread.
 */
final class AuditNumbers {

  private final MemoryChanges changes;
  private long last;

  AuditNumbers(MemoryChanges changes, long last) {
    this.changes = changes;
    this.last = last;
  }

  static AuditNumbers load(Statements sql, MemoryChanges changes) throws SQLException {
    long last =
        sql.first("SELECT coalesce(max(sequence), 0) FROM audit", row -> row.getLong(1)).orElse(0L);
    return new AuditNumbers(changes, last);
  }

  long next() {
    long next = last + 1;
    last = next;
    changes.undoing(() -> last = next - 1);
    return next;
  }
}
