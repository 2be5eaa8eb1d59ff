package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
          + " activated, ended, revoked, version";

  /** A row for each proposal of a key, and one for a key without any. */
  private static final String ENTRIES =
      "SELECT k.tenant, k.name, backend, uri, spki, algorithm, key_class, hardware, state, resumed,"
          + " enrolled, activated, ended, revoked, version, verb, effective, issuer, client, until,"
          + " person, subject, p.reason FROM signing_key k LEFT JOIN key_proposal p ON p.tenant ="
          + " k.tenant AND p.name = k.name";

  private static final String ORDER = " ORDER BY k.tenant, k.name, p.number";

  private final Writer writer;
  private final Readers readers;

  KeyTable(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Content read(Deadline deadline) {
    return readers.read(
        sql -> {
          Set<String> inDoubt = new HashSet<>(KeyHistory.inDoubt(sql));
          List<Row> rows =
              sql.all(ENTRIES + ORDER, row -> readable(row, inDoubt)).stream()
                  .flatMap(Optional::stream)
                  .toList();
          return new Content(
              entries(rows).stream()
                  .filter(entry -> !inDoubt.contains(entry.tenant().value()))
                  .toList(),
              inDoubt.stream().flatMap(name -> tenant(name).stream()).collect(Collectors.toSet()));
        },
        deadline);
  }

  /** What is no name of a tenant is in no policy, and nobody asks for its keys. */
  private static Optional<Tenant> tenant(String name) {
    try {
      return Optional.of(new Tenant(name));
    } catch (IllegalArgumentException spoiled) {
      return Optional.empty();
    }
  }

  /**
   * A row that says nothing we know stops the keys of its tenant, and of no other: none of them is
   * told of, and what nobody tells of signs nothing.
   */
  private static Optional<Row> readable(ResultSet row, Set<String> inDoubt) throws SQLException {
    try {
      return Optional.of(row(row));
    } catch (IllegalArgumentException | NullPointerException spoiled) {
      inDoubt.add(String.valueOf(row.getString(1)));
      return Optional.empty();
    }
  }

  @Override
  public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
    return writer.write(
        sql -> {
          List<KeyEntry> standing = new ArrayList<>();
          List<Enrolment> missing = new ArrayList<>();
          boolean conflict = false;
          for (Enrolment each : all) {
            Optional<KeyEntry> found = standing(sql, each.fresh());
            if (found.isEmpty()) {
              missing.add(each);
            }
            standing.add(found.orElse(each.fresh()));
            conflict |= found.isPresent() && !each.isOf(found.get());
          }
          if (!conflict) {
            for (Enrolment each : missing) {
              insert(sql, each.fresh());
              add(sql, each.fresh(), each.event());
            }
          }
          return standing;
        },
        deadline);
  }

  /** By its name, or else the same public key under another. */
  private static Optional<KeyEntry> standing(Statements sql, KeyEntry like) throws SQLException {
    Optional<KeyEntry> byName = find(sql, like);
    return byName.isPresent()
        ? byName
        : entries(sql.all(ENTRIES + " WHERE spki = ?" + ORDER, KeyTable::row, like.spki())).stream()
            .findFirst();
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
            update(sql, each.after());
            sql.update(
                "DELETE FROM key_proposal WHERE tenant = ? AND name = ?",
                each.before().tenant(),
                each.before().name());
            propose(sql, each.after());
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
                "SELECT at, verb, state, issuer, client, reason, audit, effective, person,"
                    + " subject FROM"
                    + " key_event WHERE tenant = ? AND name = ? ORDER BY sequence DESC LIMIT ?",
                KeyTable::event,
                tenant,
                name,
                most),
        deadline);
  }

  @Override
  public List<KeyEvent> changes(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return readers.read(
        sql ->
            sql.all(
                "SELECT at, verb, state, issuer, client, reason, audit, effective, person,"
                    + " subject FROM"
                    + " key_event WHERE tenant = ? AND name = ? AND verb NOT LIKE ? ORDER BY"
                    + " sequence DESC LIMIT ?",
                KeyTable::event,
                tenant,
                name,
                KeyEvent.PROPOSED + "%",
                most),
        deadline);
  }

  private static Optional<KeyEntry> find(Statements sql, KeyEntry like) throws SQLException {
    return entries(
            sql.all(
                ENTRIES + " WHERE k.tenant = ? AND k.name = ?" + ORDER,
                KeyTable::row,
                like.tenant(),
                like.name()))
        .stream()
        .findFirst();
  }

  private static void insert(Statements sql, KeyEntry entry) throws SQLException {
    sql.update(
        "INSERT INTO signing_key ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        entry.version());
    propose(sql, entry);
  }

  /** What changes in the life of a key; what it is stays. */
  private static void update(Statements sql, KeyEntry entry) throws SQLException {
    sql.update(
        "UPDATE signing_key SET state = ?, resumed = ?, activated = ?, ended = ?, revoked = ?,"
            + " version = ? WHERE tenant = ? AND name = ?",
        entry.state().name(),
        entry.resumed() == null ? null : entry.resumed().name(),
        micros(entry.activated()),
        micros(entry.ended()),
        micros(entry.revoked()),
        entry.version(),
        entry.tenant(),
        entry.name());
  }

  private static void propose(Statements sql, KeyEntry entry) throws SQLException {
    int number = 0;
    for (Proposal proposal : entry.proposals()) {
      sql.update(
          "INSERT INTO key_proposal (tenant, name, number, verb, effective, issuer, client, until,"
              + " person, subject, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          entry.tenant(),
          entry.name(),
          number++,
          proposal.verb(),
          micros(proposal.effective()),
          proposal.actor().issuer(),
          proposal.actor().client(),
          StoreClock.micros(proposal.until()),
          proposal.actor().person(),
          proposal.actor().subject(),
          proposal.reason());
    }
  }

  private static void add(Statements sql, KeyEntry entry, KeyEvent event) throws SQLException {
    sql.update(
        "INSERT INTO key_event"
            + " (tenant, name, at, verb, state, issuer, client, reason, audit, effective, person,"
            + " subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.tenant(),
        entry.name(),
        StoreClock.micros(event.at()),
        event.verb(),
        event.to().name(),
        event.actor().issuer(),
        event.actor().client(),
        event.reason(),
        event.audit().map(AuditId::value).orElse(null),
        event.effective().map(StoreClock::micros).orElse(null),
        event.actor().person(),
        event.actor().subject());
  }

  private static @Nullable Long micros(@Nullable Instant instant) {
    return instant == null ? null : StoreClock.micros(instant);
  }

  /** A key, and the proposal that its row joins to it. */
  private record Row(KeyEntry entry, @Nullable Proposal proposal) {}

  private static List<KeyEntry> entries(List<Row> rows) {
    List<KeyEntry> entries = new ArrayList<>();
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      KeyEntry entry = rows.get(i).entry();
      Proposal proposal = rows.get(i).proposal();
      if (proposal != null) {
        proposals.add(proposal);
      }
      boolean last =
          i + 1 == rows.size() || !rows.get(i + 1).entry().isOf(entry.tenant(), entry.name());
      if (last) {
        entries.add(entry.waitingFor(proposals));
        proposals.clear();
      }
    }
    return entries;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(entry(row), proposal(row));
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
        List.of(),
        row.getLong(15));
  }

  private static @Nullable Proposal proposal(ResultSet row) throws SQLException {
    String verb = row.getString(16);
    return verb == null
        ? null
        : new Proposal(
            verb,
            instant(row, 17),
            actor(row, 18, 19, 21),
            StoreClock.instant(row.getLong(20)),
            Objects.requireNonNullElse(row.getString(23), ""));
  }

  /** The subject's column follows the person's. */
  private static Actor actor(ResultSet row, int issuer, int client, int person)
      throws SQLException {
    String authority = row.getString(issuer);
    return new Actor(
        authority == null ? null : new IssuerName(authority),
        new ClientId(row.getString(client)),
        Acts.personId(row.getString(person)),
        Acts.personId(row.getString(person + 1)));
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
        actor(row, 4, 5, 9),
        row.getString(6),
        Optional.ofNullable(row.getString(7)).map(AuditId::new),
        Optional.ofNullable(instant(row, 8)));
  }
}
