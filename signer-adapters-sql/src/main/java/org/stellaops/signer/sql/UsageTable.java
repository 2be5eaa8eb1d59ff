package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;

/**
 * Bytes and counts of a UTC day. They are charged in memory, and what a transaction's steps changed
 * is written once for each tenant, before the commit. Used by the writer's thread.
 */
final class UsageTable {

  /** What a request was charged, and on which day: where it has to be given back. */
  record Charge(long day, long bytes, int signatures) {}

  /** What a tenant has used of a day. */
  private static final class Day {

    final Tenant tenant;
    final long day;
    long bytes;
    long signatures;

    Day(Tenant tenant, long day, long bytes, long signatures) {
      this.tenant = tenant;
      this.day = day;
      this.bytes = bytes;
      this.signatures = signatures;
    }
  }

  private final MemoryChanges changes;
  private final Map<Tenant, Day> today = new HashMap<>();

  // May hold a day too many after a rollback, which writes what is there already.
  private final Set<Day> unwritten = new LinkedHashSet<>();

  UsageTable(MemoryChanges changes) {
    this.changes = changes;
  }

  Reservation charge(Statements sql, ReserveRequest asked, long now) throws SQLException {
    if (asked.bytes() < 0) {
      throw new IllegalArgumentException("bytes are not negative");
    }
    Day used = of(sql, asked.tenant(), QuotaTables.day(now));
    Reservation room = QuotaTables.room(asked, used.bytes, used.signatures, now);
    if (room instanceof Reservation.Reserved) {
      add(used, asked.bytes(), asked.signatures());
    }
    return room;
  }

  /** Gives a charge back; after its day nobody asks for it any more, so nothing changes. */
  void giveBack(Statements sql, Tenant tenant, Charge charge, long now) throws SQLException {
    if (charge.day() == QuotaTables.day(now)) {
      add(of(sql, tenant, charge.day()), -charge.bytes(), -charge.signatures());
    }
  }

  private Day of(Statements sql, Tenant tenant, long day) throws SQLException {
    Day known = today.get(tenant);
    if (known != null && known.day == day) {
      return known;
    }
    Day found =
        sql.first(
                "SELECT bytes, signatures FROM usage WHERE tenant = ? AND day = ?",
                row -> new Day(tenant, day, row.getLong(1), row.getLong(2)),
                tenant,
                day)
            .orElseGet(() -> new Day(tenant, day, 0, 0));
    today.put(tenant, found);
    return found;
  }

  private void add(Day used, long bytes, long signatures) {
    used.bytes += bytes;
    used.signatures += signatures;
    unwritten.add(used);
    changes.undoing(() -> {
      used.bytes -= bytes;
      used.signatures -= signatures;
    });
  }

  /** Writes what the steps of this transaction changed. */
  void write(Statements sql) throws SQLException {
    for (Day used : unwritten) {
      sql.update(
          "INSERT INTO usage (tenant, day, bytes, signatures) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT DO UPDATE SET bytes = excluded.bytes,"
              + " signatures = excluded.signatures",
          used.tenant,
          used.day,
          used.bytes,
          used.signatures);
    }
    unwritten.clear();
  }

  /**
   * Deletes the use of at most {@code limit} days before the current one: a charge that is given
   * back after its day changes nothing any more.
   *
   * @return how many
   */
  static int forget(Statements sql, long now, int limit) throws SQLException {
    return sql.update(
        "DELETE FROM usage WHERE (tenant, day) IN"
            + " (SELECT tenant, day FROM usage WHERE day < ? LIMIT ?)",
        QuotaTables.day(now),
        limit);
  }
}
