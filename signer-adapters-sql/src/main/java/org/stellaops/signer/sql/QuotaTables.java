package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.ports.quota.Gcra;

/**
 * Whether there is room in a tenant's quotas: rate and concurrency (held), bytes and counts of a
 * UTC day (charged).
 */
final class QuotaTables {

  private static final long DAY = Duration.ofDays(1).toSeconds() * 1_000_000;

  private QuotaTables() {}

  private record Load(long arrival, int running) {}

  private record Usage(long bytes, long signatures) {}

  /** What {@link HoldTable#hold} would answer now, by what is written. */
  static Hold room(Statements sql, HoldRequest asked, long now) throws SQLException {
    Load load = load(sql, asked.tenant(), now);
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

  private static Load load(Statements sql, Tenant tenant, long now) throws SQLException {
    return sql.first(
            "SELECT coalesce((SELECT arrival FROM rate WHERE tenant = ?2), 0),"
                + " count(*) FILTER (WHERE lease_end > ?1)"
                + " FROM open_request WHERE tenant = ?2",
            row -> new Load(row.getLong(1), row.getInt(2)),
            now,
            tenant)
        .orElseThrow();
  }

  /** What {@link UsageTable#charge} would answer now, by what is written. */
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

  /** The UTC day of a moment, counted from 1970. */
  static long day(long micros) {
    return Math.floorDiv(micros, DAY);
  }
}
