package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.ports.quota.Gcra;

/** Rate and concurrency (held), bytes and counts of a UTC day (charged). */
final class QuotaTables {

  private static final long DAY = Duration.ofDays(1).toSeconds() * 1_000_000;

  private QuotaTables() {}

  /** What a request was charged, and on which day: where it has to be given back. */
  record Charge(long day, long bytes, int signatures) {}

  private record Load(long arrival, int running, boolean open) {}

  private record Usage(long bytes, long signatures) {}

  static Writer.Early<Hold> hold(Statements sql, HoldRequest asked, long now) throws SQLException {
    Load load = load(sql, asked.tenant(), asked.id(), now);
    if (!load.open) {
      throw new IllegalStateException("the request is not open");
    }
    Hold room = room(asked, load.arrival, load.running, now);
    if (!(room instanceof Hold.Held held)) {
      return new Writer.Early<>(room, null);
    }
    long arrival = Gcra.decide(asked.rate(), load.arrival, now).arrival();
    Writer.Redo write =
        again -> {
          again.update(
              "INSERT INTO rate (tenant, arrival) VALUES (?, ?) ON CONFLICT DO UPDATE"
                  + " SET arrival = max(arrival, excluded.arrival)",
              asked.tenant(),
              arrival);
          again.update(
              "UPDATE open_request SET lease_end = ? WHERE tenant = ? AND id = ?",
              now + asked.lease().toNanos() / 1_000,
              asked.tenant(),
              asked.id());
        };
    write.run(sql);
    return new Writer.Early<>(held, write);
  }

  /** What {@link #hold} would answer now. */
  static Hold room(Statements sql, HoldRequest asked, long now) throws SQLException {
    Load load = load(sql, asked.tenant(), asked.id(), now);
    return room(asked, load.arrival, load.running, now);
  }

  static Hold room(HoldRequest asked, long arrival, int running, long now) {
    Gcra.Decision rate = Gcra.decide(asked.rate(), arrival, now);
    if (!rate.allowed()) {
      return new Hold.Full(QuotaName.RATE, rate.retryAfter());
    }
    // Nobody knows when one of them ends; a second is a polite guess.
    return running >= asked.concurrency()
        ? new Hold.Full(QuotaName.CONCURRENCY, Duration.ofSeconds(1))
        : new Hold.Held(rate.remaining());
  }

  private static Load load(Statements sql, Tenant tenant, AuditId id, long now)
      throws SQLException {
    return sql.first(
            "SELECT coalesce((SELECT arrival FROM rate WHERE tenant = ?3), 0),"
                + " count(*) FILTER (WHERE lease_end > ?1), total(id = ?2) > 0"
                + " FROM open_request WHERE tenant = ?3",
            row -> new Load(row.getLong(1), row.getInt(2), row.getBoolean(3)),
            now,
            id,
            tenant)
        .orElseThrow();
  }

  static Reservation charge(Statements sql, ReserveRequest asked, long now) throws SQLException {
    if (asked.bytes() < 0) {
      throw new IllegalArgumentException("bytes are not negative");
    }
    Reservation room = room(sql, asked, now);
    if (room instanceof Reservation.Reserved) {
      sql.update(
          "INSERT INTO usage (tenant, day, bytes, signatures) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes,"
              + " signatures = signatures + excluded.signatures",
          asked.tenant(),
          day(now),
          asked.bytes(),
          asked.signatures());
    }
    return room;
  }

  /** What {@link #charge} would answer now. */
  static Reservation room(Statements sql, ReserveRequest asked, long now) throws SQLException {
    Optional<Usage> found =
        sql.first(
            "SELECT bytes, signatures FROM usage WHERE tenant = ? AND day = ?",
            row -> new Usage(row.getLong(1), row.getLong(2)),
            asked.tenant(),
            day(now));
    Usage used = found.orElse(new Usage(0, 0));
    return room(asked, used.bytes, used.signatures, now);
  }

  static Reservation room(ReserveRequest asked, long bytes, long signatures, long now) {
    Duration tomorrow = Duration.ofNanos(((day(now) + 1) * DAY - now) * 1_000);
    if (asked.bytes() > asked.bytesPerDay() - bytes) {
      return new Reservation.Full(QuotaName.BYTES_PER_DAY, tomorrow);
    }
    if (signatures + asked.signatures() > asked.signaturesPerDay()) {
      return new Reservation.Full(QuotaName.SIGNATURES_PER_DAY, tomorrow);
    }
    return new Reservation.Reserved(
        asked.bytesPerDay() - bytes - asked.bytes(),
        asked.signaturesPerDay() - signatures - asked.signatures());
  }

  static void giveBack(Statements sql, Tenant tenant, Charge charge) throws SQLException {
    sql.update(
        "UPDATE usage SET bytes = bytes - ?, signatures = signatures - ?"
            + " WHERE tenant = ? AND day = ?",
        charge.bytes(),
        charge.signatures(),
        tenant,
        charge.day());
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
        day(now),
        limit);
  }

  /** The UTC day of a moment, counted from 1970. */
  static long day(long micros) {
    return Math.floorDiv(micros, DAY);
  }
}
