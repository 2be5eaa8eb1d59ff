package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.SealStore;

/** The acts on the seal, to which rows are only added; what holds follows from the newest. */
final class SealTable implements SealStore {

  private static final String NEWEST =
      "SELECT deed, at, until, issuer, tenant, client, audit, reason, person, subject FROM seal";

  private final Writer writer;
  private final Readers readers;
  private final StoreClock clock;

  SealTable(Writer writer, Readers readers, StoreClock clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  private record Row(Event event, @Nullable Instant until) {}

  @Override
  public SealState state(Deadline deadline) {
    return readers.read(sql -> state(sql, clock.micros()), deadline);
  }

  @Override
  public SealState seal(Act act, Deadline deadline) {
    return writer.write(
        sql -> {
          long now = clock.micros();
          SealState before = state(sql, now);
          if (before.sealed() && before.waiting().isEmpty()) {
            return before;
          }
          add(sql, Deed.SEALED, now, act, null);
          return state(sql, now);
        },
        deadline);
  }

  @Override
  public SealState unseal(Act act, Duration within, Deadline deadline) {
    return writer.write(
        sql -> {
          long now = clock.micros();
          SealState before = state(sql, now);
          if (!before.sealed()) {
            return before;
          }
          Optional<Person> first = before.waiting().map(each -> each.event().act().person());
          if (first.isPresent() && !act.person().isAnotherThan(first.get())) {
            return before;
          }
          if (first.isPresent()) {
            add(sql, Deed.UNSEALED, now, act, null);
          } else {
            add(sql, Deed.UNSEALING, now, act, now + within.toNanos() / 1_000);
          }
          return state(sql, now);
        },
        deadline);
  }

  @Override
  public List<Event> history(int most, Deadline deadline) {
    return readers.read(
        sql ->
            sql.all(NEWEST + " ORDER BY sequence DESC LIMIT ?", SealTable::row, most).stream()
                .map(Row::event)
                .toList(),
        deadline);
  }

  private static void add(Statements sql, Deed deed, long now, Act act, @Nullable Long until)
      throws SQLException {
    Person person = act.person();
    sql.update(
        "INSERT INTO seal (deed, at, until, issuer, tenant, client, audit, reason, person,"
            + " subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        deed.name(),
        now,
        until,
        person.issuer(),
        person.tenant(),
        person.client(),
        act.audit() == null ? null : act.audit().value(),
        act.reason(),
        person.person(),
        person.subject());
  }

  private static SealState state(Statements sql, long now) throws SQLException {
    Optional<Row> last =
        sql.first(
            NEWEST + " WHERE deed <> 'UNSEALING' ORDER BY sequence DESC LIMIT 1", SealTable::row);
    if (last.isEmpty() || last.get().event().deed() == Deed.UNSEALED) {
      return new SealState(false, last.map(Row::event), Optional.empty());
    }
    Optional<Waiting> waiting =
        sql.first(NEWEST + " ORDER BY sequence DESC LIMIT 1", SealTable::row)
            .filter(row -> row.event().deed() == Deed.UNSEALING)
            .flatMap(row -> waiting(row, StoreClock.instant(now)));
    return new SealState(true, last.map(Row::event), waiting);
  }

  private static Optional<Waiting> waiting(Row row, Instant now) {
    Instant until = row.until();
    return until == null || !now.isBefore(until)
        ? Optional.empty()
        : Optional.of(new Waiting(row.event(), until));
  }

  private static Row row(ResultSet row) throws SQLException {
    long until = row.getLong(3);
    Instant end = row.wasNull() ? null : StoreClock.instant(until);
    return new Row(
        new Event(
            Deed.valueOf(row.getString(1)), StoreClock.instant(row.getLong(2)), Acts.read(row, 4)),
        end);
  }
}
