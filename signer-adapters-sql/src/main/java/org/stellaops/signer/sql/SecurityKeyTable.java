package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore;

/**
 * Security keys, what was done with them, and their counters as they were seen: to all three rows
 * are only added. The challenges that wait are taken away again.
 */
final class SecurityKeyTable implements SecurityKeyStore {

  private static final String KEYS =
      "SELECT k.id, k.issuer, k.client, k.credential, k.public_key, k.model, k.label, k.transports,"
          + " (SELECT max(c.counted) FROM security_key_count c WHERE c.tenant = k.tenant AND c.id ="
          + " k.id), s.deed, s.at, s.issuer, s.actor, s.client, s.audit, s.reason, s.person,"
          + " s.subject, s.proof, k.person, k.subject FROM security_key k JOIN security_key_step s"
          + " ON s.tenant = k.tenant AND s.id = k.id WHERE k.tenant = ? ORDER BY k.sequence,"
          + " s.number";

  private static final Pattern SPACE = Pattern.compile(" ");

  private final Writer writer;
  private final Readers readers;

  SecurityKeyTable(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public boolean add(SecurityKey key, Deadline deadline) {
    return writer.write(
        sql -> {
          boolean isNew =
              sql.update(
                      "INSERT INTO security_key (tenant, id, issuer, client, person, subject,"
                          + " credential, public_key, model, label, transports)"
                          + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1"
                          + " FROM security_key WHERE credential = ? OR (tenant = ? AND id = ?))",
                      key.tenant(),
                      key.id(),
                      key.owner().issuer(),
                      key.owner().client(),
                      key.owner().person(),
                      key.owner().subject(),
                      key.credentialId(),
                      key.publicKey(),
                      key.model(),
                      key.label(),
                      String.join(" ", key.transports()),
                      key.credentialId(),
                      key.tenant(),
                      key.id())
                  == 1;
          if (isNew) {
            insertStep(sql, key);
            insertCount(sql, key.tenant(), key.id(), key.signCount());
          }
          return isNew;
        },
        deadline);
  }

  @Override
  public boolean step(SecurityKey after, Deadline deadline) {
    return writer.write(sql -> isKnown(sql, after) && insertStep(sql, after), deadline);
  }

  private static boolean isKnown(Statements sql, SecurityKey key) throws SQLException {
    return sql.first(
            "SELECT 1 FROM security_key WHERE tenant = ? AND id = ?",
            row -> true,
            key.tenant(),
            key.id())
        .isPresent();
  }

  private static boolean insertStep(Statements sql, SecurityKey after) throws SQLException {
    Step step = after.last();
    Act act = step.act();
    int before = after.steps().size() - 1;
    return sql.update(
            "INSERT INTO security_key_step (tenant, id, number, deed, at, issuer, actor, client,"
                + " audit, reason, person, subject, proof) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ? WHERE ? = (SELECT count(*) FROM security_key_step WHERE tenant = ? AND id"
                + " = ?)",
            after.tenant(),
            after.id(),
            before,
            step.deed().name(),
            StoreClock.micros(step.at()),
            act.person().issuer(),
            act.person().tenant(),
            act.person().client(),
            act.audit(),
            act.reason(),
            act.person().person(),
            act.person().subject(),
            step.proof(),
            before,
            after.tenant(),
            after.id())
        == 1;
  }

  @Override
  public boolean count(Tenant tenant, AuditId key, long from, long to, Deadline deadline) {
    return writer.write(
        sql -> {
          long last =
              sql.first(
                      "SELECT max(counted) FROM security_key_count WHERE tenant = ? AND id = ?"
                          + " HAVING count(*) > 0",
                      row -> row.getLong(1),
                      tenant,
                      key)
                  .orElse(-1L);
          if (last != from) {
            return false;
          }
          if (to != from) {
            insertCount(sql, tenant, key, to);
          }
          return true;
        },
        deadline);
  }

  private static void insertCount(Statements sql, Tenant tenant, AuditId key, long counted)
      throws SQLException {
    sql.update(
        "INSERT INTO security_key_count (tenant, id, counted) VALUES (?, ?, ?)",
        tenant,
        key,
        counted);
  }

  @Override
  public List<SecurityKey> of(Tenant tenant, Deadline deadline) {
    Map<AuditId, SecurityKey> all = new LinkedHashMap<>();
    for (SecurityKey one :
        readers.read(sql -> sql.all(KEYS, row -> key(tenant, row), tenant), deadline)) {
      all.merge(one.id(), one, (before, next) -> before.with(next.last()));
    }
    return List.copyOf(all.values());
  }

  /** A key with the one step of the row. */
  private static SecurityKey key(Tenant tenant, ResultSet row) throws SQLException {
    Act act = Acts.read(row, 12);
    byte[] proof = row.getBytes(19);
    Step step =
        new Step(
            Deed.valueOf(row.getString(10)),
            StoreClock.instant(row.getLong(11)),
            act,
            proof == null ? null : Bytes.adopt(proof));
    String transports = row.getString(8);
    return new SecurityKey(
        tenant,
        new AuditId(row.getString(1)),
        person(tenant, row, 2, 3, 20),
        Bytes.adopt(row.getBytes(4)),
        Bytes.adopt(row.getBytes(5)),
        row.getLong(9),
        row.getString(6),
        row.getString(7),
        transports.isEmpty() ? List.of() : List.of(SPACE.split(transports)),
        List.of(step));
  }

  /** The subject's column follows the person's. */
  private static Person person(Tenant tenant, ResultSet row, int issuer, int client, int person)
      throws SQLException {
    String authority = row.getString(issuer);
    return new Person(
        authority == null ? null : new IssuerName(authority),
        tenant,
        new ClientId(row.getString(client)),
        Acts.personId(row.getString(person)),
        Acts.personId(row.getString(person + 1)));
  }

  @Override
  public void open(Challenge challenge, Instant now, Deadline deadline) {
    writer.write(
        sql -> {
          sql.update(
              "DELETE FROM security_key_challenge WHERE expires <= ?", StoreClock.micros(now));
          sql.update(
              "INSERT INTO security_key_challenge (tenant, nonce, issuer, client, person,"
                  + " subject, document, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              challenge.tenant(),
              challenge.nonce(),
              challenge.person().issuer(),
              challenge.person().client(),
              challenge.person().person(),
              challenge.person().subject(),
              challenge.document(),
              StoreClock.micros(challenge.expires()));
          return sql.update(
              "DELETE FROM security_key_challenge WHERE tenant = ? AND client = ? AND person IS ?"
                  + " AND sequence NOT IN (SELECT sequence FROM security_key_challenge WHERE tenant"
                  + " = ? AND client = ? AND person IS ? ORDER BY sequence DESC LIMIT ?)",
              challenge.tenant(),
              challenge.person().client(),
              challenge.person().person(),
              challenge.tenant(),
              challenge.person().client(),
              challenge.person().person(),
              MOST_CHALLENGES);
        },
        deadline);
  }

  @Override
  public Optional<Challenge> take(Tenant tenant, Bytes nonce, Deadline deadline) {
    return writer.write(
        sql -> {
          Optional<Challenge> found =
              sql.first(
                  "SELECT issuer, client, document, expires, person, subject FROM"
                      + " security_key_challenge WHERE tenant = ? AND nonce = ?",
                  row ->
                      new Challenge(
                          tenant,
                          person(tenant, row, 1, 2, 5),
                          nonce,
                          Bytes.adopt(row.getBytes(3)),
                          StoreClock.instant(row.getLong(4))),
                  tenant,
                  nonce);
          sql.update(
              "DELETE FROM security_key_challenge WHERE tenant = ? AND nonce = ?", tenant, nonce);
          return found;
        },
        deadline);
  }
}
