package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog;

/** The key catalog: an entry for each key, and its events, to which rows are only added. */
final class KeyTable implements KeyCatalog {

  private static final String COLUMNS =
      "tenant, name, backend, uri, spki, algorithm, key_class, hardware, state, resumed, enrolled,"
          + " activated, ended, revoked, verb, effective, issuer, client, until, version";

  private final Writer writer;
  private final Readers readers;

  KeyTable(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public List<KeyEntry> entries(Deadline deadline) {
    return readers.read(
        sql ->
            sql.all(
                "SELECT " + COLUMNS + " FROM signing_key ORDER BY tenant, name", KeyTable::entry),
        deadline);
  }

  @Override
  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
    return writer.write(
        sql -> {
          Optional<KeyEntry> standing = find(sql, fresh);
          if (standing.isEmpty()) {
            standing =
                sql.first(
                    "SELECT " + COLUMNS + " FROM signing_key WHERE spki = ?",
                    KeyTable::entry,
                    fresh.spki());
          }
          if (standing.isPresent()) {
            return standing.get();
          }
          insert(sql, fresh);
          add(sql, fresh, event);
          return fresh;
        },
        deadline);
  }

  @Override
  public boolean change(List<Replacement> replacements, Deadline deadline) {
    return writer.write(
        sql -> {
          for (Replacement each : replacements) {
            Optional<KeyEntry> standing = find(sql, each.before());
            if (standing.isEmpty() || standing.get().version() != each.before().version()) {
              return false;
            }
          }
          for (Replacement each : replacements) {
            sql.update(
                "DELETE FROM signing_key WHERE tenant = ? AND name = ?",
                each.before().tenant(),
                each.before().name());
            insert(sql, each.after());
            add(sql, each.after(), each.event());
          }
          return true;
        },
        deadline);
  }

  @Override
  public List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return readers.read(
        sql ->
            sql.all(
                "SELECT at, verb, state, issuer, client, reason, audit FROM key_event"
                    + " WHERE tenant = ? AND name = ? ORDER BY sequence DESC LIMIT ?",
                KeyTable::event,
                tenant,
                name,
                most),
        deadline);
  }

  private static Optional<KeyEntry> find(Statements sql, KeyEntry like) throws SQLException {
    return sql.first(
        "SELECT " + COLUMNS + " FROM signing_key WHERE tenant = ? AND name = ?",
        KeyTable::entry,
        like.tenant(),
        like.name());
  }

  private static void insert(Statements sql, KeyEntry entry) throws SQLException {
    Proposal proposal = entry.proposal();
    sql.update(
        "INSERT INTO signing_key ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.tenant(),
        entry.name(),
        entry.backend(),
        entry.uri(),
        entry.spki(),
        entry.algorithm().name(),
        entry.keyClass(),
        entry.hardware() ? 1 : 0,
        entry.state().name(),
        entry.resumed() == null ? null : entry.resumed().name(),
        StoreClock.micros(entry.enrolled()),
        micros(entry.activated()),
        micros(entry.ended()),
        micros(entry.revoked()),
        proposal == null ? null : proposal.verb(),
        proposal == null ? null : micros(proposal.effective()),
        proposal == null ? null : proposal.actor().issuer(),
        proposal == null ? null : proposal.actor().client(),
        proposal == null ? null : StoreClock.micros(proposal.until()),
        entry.version());
  }

  private static void add(Statements sql, KeyEntry entry, KeyEvent event) throws SQLException {
    sql.update(
        "INSERT INTO key_event (tenant, name, at, verb, state, issuer, client, reason, audit)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.tenant(),
        entry.name(),
        StoreClock.micros(event.at()),
        event.verb(),
        event.to().name(),
        event.actor().issuer(),
        event.actor().client(),
        event.reason(),
        event.audit().map(AuditId::value).orElse(null));
  }

  private static @Nullable Long micros(@Nullable Instant instant) {
    return instant == null ? null : StoreClock.micros(instant);
  }

  private static KeyEntry entry(ResultSet row) throws SQLException {
    String resumed = row.getString(10);
    return new KeyEntry(
        new Tenant(row.getString(1)),
        new KeyName(row.getString(2)),
        row.getString(3),
        new KeyUri(row.getString(4)),
        Bytes.adopt(row.getBytes(5)),
        SignatureAlgorithm.valueOf(row.getString(6)),
        row.getString(7),
        row.getInt(8) == 1,
        KeyState.valueOf(row.getString(9)),
        resumed == null ? null : KeyState.valueOf(resumed),
        StoreClock.instant(row.getLong(11)),
        instant(row, 12),
        instant(row, 13),
        instant(row, 14),
        proposal(row),
        row.getLong(20));
  }

  private static @Nullable Proposal proposal(ResultSet row) throws SQLException {
    String verb = row.getString(15);
    return verb == null
        ? null
        : new Proposal(
            verb,
            instant(row, 16),
            actor(row.getString(17), row.getString(18)),
            StoreClock.instant(row.getLong(19)));
  }

  private static Actor actor(@Nullable String issuer, String client) {
    return new Actor(issuer == null ? null : new IssuerName(issuer), new ClientId(client));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : StoreClock.instant(micros);
  }

  private static KeyEvent event(ResultSet row) throws SQLException {
    return new KeyEvent(
        StoreClock.instant(row.getLong(1)),
        row.getString(2),
        KeyState.valueOf(row.getString(3)),
        actor(row.getString(4), row.getString(5)),
        row.getString(6),
        Optional.ofNullable(row.getString(7)).map(AuditId::new));
  }
}
