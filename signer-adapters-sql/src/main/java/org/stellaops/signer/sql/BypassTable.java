package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.SealStore.Act;

/** Emergency bypasses, taken up and ended, to which rows are only added. */
final class BypassTable implements BypassStore {

  private static final String OPENED = "OPENED";
  private static final String ENDED = "ENDED";

  private final Writer writer;
  private final Readers readers;
  private final StoreClock clock;

  BypassTable(Writer writer, Readers readers, StoreClock clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public boolean open(Digest id, Bytes record, Act act, Deadline deadline) {
    return writer.write(
        sql -> !has(sql, id, OPENED) && add(sql, id, OPENED, record, act), deadline);
  }

  @Override
  public boolean end(Digest id, Act act, Deadline deadline) {
    return writer.write(
        sql -> has(sql, id, OPENED) && !has(sql, id, ENDED) && add(sql, id, ENDED, null, act),
        deadline);
  }

  @Override
  public boolean isOpen(Digest id, Deadline deadline) {
    return readers.read(sql -> has(sql, id, OPENED) && !has(sql, id, ENDED), deadline);
  }

  @Override
  public List<Stored> latest(int most, Deadline deadline) {
    return readers.read(
        sql ->
            sql.all(
                "SELECT o.id, o.record, o.at, o.issuer, o.actor, o.client, o.audit, o.reason,"
                    + " o.person, o.subject, e.at, e.issuer, e.actor, e.client, e.audit, e.reason,"
                    + " e.person, e.subject FROM bypass_event o LEFT JOIN bypass_event e ON e.id ="
                    + " o.id AND e.deed = 'ENDED' WHERE o.deed = 'OPENED' ORDER BY o.sequence DESC"
                    + " LIMIT ?",
                BypassTable::row,
                most),
        deadline);
  }

  private static boolean has(Statements sql, Digest id, String deed) throws SQLException {
    return sql.first(
            "SELECT 1 FROM bypass_event WHERE id = ? AND deed = ?", row -> row.getInt(1), id, deed)
        .isPresent();
  }

  private boolean add(Statements sql, Digest id, String deed, @Nullable Bytes record, Act act)
      throws SQLException {
    sql.update(
        "INSERT INTO bypass_event (id, deed, at, record, issuer, actor, client, audit, reason,"
            + " person, subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        deed,
        clock.micros(),
        record,
        act.person().issuer(),
        act.person().tenant(),
        act.person().client(),
        act.audit(),
        act.reason(),
        act.person().person(),
        act.person().subject());
    return true;
  }

  private static Stored row(ResultSet row) throws SQLException {
    Moment opened = new Moment(StoreClock.instant(row.getLong(3)), Acts.read(row, 4));
    long at = row.getLong(11);
    Optional<Moment> ended =
        row.wasNull()
            ? Optional.empty()
            : Optional.of(new Moment(StoreClock.instant(at), Acts.read(row, 12)));
    return new Stored(Digest.parse(row.getString(1)), Bytes.adopt(row.getBytes(2)), opened, ended);
  }
}
