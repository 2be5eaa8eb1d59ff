package org.stellaops.signer.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables, as an ordered list of migrations: {@code user_version} says how many have run. A
 * migration that was released is never edited, only followed by another.
 *
 * <p>Times are microseconds of the store's clock, unless a name says otherwise; {@code signed} is
 * the signer's second. Every key starts with the tenant, except that of the proofs (a proof is
 * accepted once in the whole store) and the audit's sequence (gap-free over the whole log).
 */
final class SqliteSchema {

  /** Marks the file as ours; ASCII {@code StSg}. */
  private static final int APPLICATION = 0x53745368;

  private static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              """
              CREATE TABLE store (
                one       INTEGER PRIMARY KEY CHECK (one = 1),
                process   INTEGER NOT NULL,
                clock     INTEGER NOT NULL,
                forgotten INTEGER NOT NULL,
                needs_log INTEGER NOT NULL DEFAULT 0
              ) STRICT
              """,
              "INSERT INTO store (one, process, clock, forgotten) VALUES (1, 0, 0, 0)",
              """
              CREATE TABLE room (
                one    INTEGER PRIMARY KEY CHECK (one = 1),
                filler BLOB NOT NULL
              ) STRICT
              """,
              """
              CREATE TABLE proof (
                jkt              TEXT NOT NULL,
                jti              BLOB NOT NULL,
                acceptable_until INTEGER NOT NULL,
                PRIMARY KEY (jkt, jti)
              ) STRICT, WITHOUT ROWID
              """,
              "CREATE INDEX proof_end ON proof (acceptable_until)",
              """
              CREATE TABLE open_request (
                tenant        TEXT NOT NULL,
                id            TEXT NOT NULL,
                process       INTEGER NOT NULL,
                taken         INTEGER NOT NULL DEFAULT 0,
                sequence      INTEGER NOT NULL,
                lease_end     INTEGER NOT NULL DEFAULT 0,
                charged_day   INTEGER,
                charged_bytes INTEGER,
                charged_signatures INTEGER,
                claim         INTEGER,
                PRIMARY KEY (tenant, id)
              ) STRICT, WITHOUT ROWID
              """,
              """
              CREATE TABLE rate (
                tenant  TEXT NOT NULL PRIMARY KEY,
                arrival INTEGER NOT NULL
              ) STRICT, WITHOUT ROWID
              """,
              """
              CREATE TABLE usage (
                tenant     TEXT NOT NULL,
                day        INTEGER NOT NULL,
                bytes      INTEGER NOT NULL,
                signatures INTEGER NOT NULL,
                PRIMARY KEY (tenant, day)
              ) STRICT, WITHOUT ROWID
              """,
              """
              CREATE TABLE idempotency (
                claim   INTEGER PRIMARY KEY,
                tenant  TEXT NOT NULL,
                client  TEXT NOT NULL,
                route   TEXT NOT NULL,
                key     TEXT NOT NULL,
                body    TEXT NOT NULL,
                id      TEXT NOT NULL,
                result  BLOB,
                expires INTEGER NOT NULL,
                UNIQUE (tenant, client, route, key)
              ) STRICT
              """,
              "CREATE INDEX idempotency_end ON idempotency (expires)",
              """
              CREATE TABLE audit (
                sequence  INTEGER PRIMARY KEY,
                tenant    TEXT NOT NULL,
                id        TEXT NOT NULL,
                kind      TEXT NOT NULL CHECK (kind IN ('OPENED', 'INTENT', 'DECISION')),
                schema    INTEGER NOT NULL,
                stored_at INTEGER NOT NULL,
                bytes     BLOB NOT NULL,
                UNIQUE (tenant, id, kind)
              ) STRICT
              """,
              """
              CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
              BEGIN SELECT raise(ABORT, 'an audit record never changes'); END
              """,
              """
              CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
              BEGIN SELECT raise(ABORT, 'an audit record is never deleted'); END
              """,
              """
              CREATE TABLE licence (
                tenant  TEXT NOT NULL,
                licence TEXT NOT NULL,
                version INTEGER NOT NULL,
                PRIMARY KEY (tenant, licence)
              ) STRICT, WITHOUT ROWID
              """,
              """
              CREATE TABLE entitlement (
                tenant         TEXT NOT NULL,
                proof          TEXT NOT NULL,
                licence        TEXT NOT NULL,
                version        INTEGER NOT NULL,
                answer         TEXT NOT NULL,
                state          TEXT NOT NULL,
                signed         INTEGER NOT NULL,
                received_nanos INTEGER NOT NULL,
                ends           INTEGER NOT NULL,
                PRIMARY KEY (tenant, proof)
              ) STRICT
              """,
              "CREATE INDEX entitlement_end ON entitlement (ends)",
              """
              CREATE INDEX entitlement_no ON entitlement (tenant, licence, version, signed)
              WHERE state = 'revoked'
              """,
              """
              CREATE TABLE request_rate (
                tenant  TEXT NOT NULL,
                client  TEXT NOT NULL,
                arrival INTEGER NOT NULL,
                PRIMARY KEY (tenant, client)
              ) STRICT, WITHOUT ROWID
              """,
              "CREATE INDEX request_rate_end ON request_rate (arrival)"),
          List.of(
              """
              CREATE TABLE seal (
                sequence INTEGER PRIMARY KEY,
                deed     TEXT NOT NULL CHECK (deed IN ('SEALED', 'UNSEALING', 'UNSEALED')),
                at       INTEGER NOT NULL,
                until    INTEGER,
                issuer   TEXT,
                tenant   TEXT,
                client   TEXT NOT NULL,
                audit    TEXT,
                reason   TEXT NOT NULL
              ) STRICT
              """,
              """
              CREATE TRIGGER seal_stays BEFORE UPDATE ON seal
              BEGIN SELECT raise(ABORT, 'an act on the seal never changes'); END
              """,
              """
              CREATE TRIGGER seal_is_kept BEFORE DELETE ON seal
              BEGIN SELECT raise(ABORT, 'an act on the seal is never deleted'); END
              """,
              """
              CREATE TABLE signing_key (
                tenant    TEXT NOT NULL,
                name      TEXT NOT NULL,
                backend   TEXT NOT NULL,
                uri       TEXT NOT NULL,
                spki      BLOB NOT NULL,
                algorithm TEXT NOT NULL,
                key_class TEXT NOT NULL,
                hardware  INTEGER NOT NULL,
                state     TEXT NOT NULL,
                resumed   TEXT,
                enrolled  INTEGER NOT NULL,
                activated INTEGER,
                ended     INTEGER,
                revoked   INTEGER,
                verb      TEXT,
                effective INTEGER,
                issuer    TEXT,
                client    TEXT,
                until     INTEGER,
                version   INTEGER NOT NULL,
                PRIMARY KEY (tenant, name)
              ) STRICT, WITHOUT ROWID
              """,
              """
              CREATE TABLE key_event (
                sequence INTEGER PRIMARY KEY,
                tenant   TEXT NOT NULL,
                name     TEXT NOT NULL,
                at       INTEGER NOT NULL,
                verb     TEXT NOT NULL,
                state    TEXT NOT NULL,
                issuer   TEXT,
                client   TEXT NOT NULL,
                reason   TEXT NOT NULL,
                audit    TEXT
              ) STRICT
              """,
              "CREATE INDEX key_event_of ON key_event (tenant, name)",
              """
              CREATE TRIGGER key_event_stays BEFORE UPDATE ON key_event
              BEGIN SELECT raise(ABORT, 'an event of a key never changes'); END
              """,
              """
              CREATE TRIGGER key_event_is_kept BEFORE DELETE ON key_event
              BEGIN SELECT raise(ABORT, 'an event of a key is never deleted'); END
              """),
          // Rows in the order of their claims: each commit writes the last page, not one per proof.
          List.of(
              """
              CREATE TABLE used_proof (
                number           INTEGER PRIMARY KEY,
                jkt              TEXT NOT NULL,
                jti              BLOB NOT NULL,
                acceptable_until INTEGER NOT NULL
              ) STRICT
              """,
              """
              INSERT INTO used_proof (number, jkt, jti, acceptable_until)
              SELECT row_number() OVER (ORDER BY acceptable_until), jkt, jti, acceptable_until
              FROM proof
              """,
              "DROP TABLE proof"),
          // Several persons may each wait for a second one.
          List.of(
              """
              CREATE TABLE key_proposal (
                tenant    TEXT NOT NULL,
                name      TEXT NOT NULL,
                number    INTEGER NOT NULL,
                verb      TEXT NOT NULL,
                effective INTEGER,
                issuer    TEXT,
                client    TEXT NOT NULL,
                until     INTEGER NOT NULL,
                PRIMARY KEY (tenant, name, number)
              ) STRICT, WITHOUT ROWID
              """,
              """
              INSERT INTO key_proposal (tenant, name, number, verb, effective, issuer, client, until)
              SELECT tenant, name, 0, verb, effective, issuer, client, until
              FROM signing_key WHERE verb IS NOT NULL
              """,
              "ALTER TABLE signing_key DROP COLUMN verb",
              "ALTER TABLE signing_key DROP COLUMN effective",
              "ALTER TABLE signing_key DROP COLUMN issuer",
              "ALTER TABLE signing_key DROP COLUMN client",
              "ALTER TABLE signing_key DROP COLUMN until",
              "ALTER TABLE key_event ADD COLUMN effective INTEGER"),
          // What a key is follows from its events, and no statement makes it less ended than it is.
          List.of(
              """
              CREATE TRIGGER signing_key_is_new BEFORE INSERT ON signing_key
              WHEN EXISTS (
                SELECT 1 FROM key_event WHERE tenant = NEW.tenant AND name = NEW.name)
              BEGIN SELECT raise(ABORT, 'a key is enrolled once'); END
              """,
              """
              CREATE TRIGGER signing_key_is_kept BEFORE DELETE ON signing_key
              BEGIN SELECT raise(ABORT, 'a key of the catalog is never deleted'); END
              """,
              """
              CREATE TRIGGER signing_key_stays BEFORE UPDATE ON signing_key
              WHEN NEW.tenant <> OLD.tenant OR NEW.name <> OLD.name OR NEW.spki <> OLD.spki
                OR NEW.algorithm <> OLD.algorithm OR NEW.version <= OLD.version
                OR (OLD.state = 'REVOKED' AND NEW.state <> 'REVOKED')
                OR (OLD.revoked IS NOT NULL
                  AND (NEW.revoked IS NULL OR NEW.revoked > OLD.revoked))
              BEGIN SELECT raise(ABORT, 'a key stays itself, and revoked'); END
              """),
          // Images that people let pass, and emergency bypasses of the Proof of Entitlement.
          List.of(
              """
              CREATE TABLE approval_step (
                sequence INTEGER PRIMARY KEY,
                tenant   TEXT NOT NULL,
                id       TEXT NOT NULL,
                number   INTEGER NOT NULL,
                image    TEXT NOT NULL,
                deed     TEXT NOT NULL
                  CHECK (deed IN ('REQUESTED', 'APPROVED', 'DENIED', 'REVOKED')),
                at       INTEGER NOT NULL,
                until    INTEGER NOT NULL,
                issuer   TEXT,
                actor    TEXT,
                client   TEXT NOT NULL,
                audit    TEXT,
                reason   TEXT NOT NULL,
                UNIQUE (tenant, id, number)
              ) STRICT
              """,
              "CREATE INDEX approval_step_of ON approval_step (tenant, image)",
              """
              CREATE TRIGGER approval_step_stays BEFORE UPDATE ON approval_step
              BEGIN SELECT raise(ABORT, 'a step of an approval never changes'); END
              """,
              """
              CREATE TRIGGER approval_step_is_kept BEFORE DELETE ON approval_step
              BEGIN SELECT raise(ABORT, 'a step of an approval is never deleted'); END
              """,
              """
              CREATE TABLE bypass_event (
                sequence INTEGER PRIMARY KEY,
                id       TEXT NOT NULL,
                deed     TEXT NOT NULL CHECK (deed IN ('OPENED', 'ENDED')),
                at       INTEGER NOT NULL,
                record   BLOB,
                issuer   TEXT,
                actor    TEXT,
                client   TEXT NOT NULL,
                audit    TEXT,
                reason   TEXT NOT NULL,
                UNIQUE (id, deed),
                CHECK ((deed = 'OPENED') = (record IS NOT NULL))
              ) STRICT
              """,
              """
              CREATE TRIGGER bypass_event_stays BEFORE UPDATE ON bypass_event
              BEGIN SELECT raise(ABORT, 'an event of a bypass never changes'); END
              """,
              """
              CREATE TRIGGER bypass_event_is_kept BEFORE DELETE ON bypass_event
              BEGIN SELECT raise(ABORT, 'an event of a bypass is never deleted'); END
              """),
          // Persons' security keys, and what they sign.
          List.of(
              "ALTER TABLE approval_step ADD COLUMN proof BLOB",
              """
              CREATE TABLE security_key (
                sequence   INTEGER PRIMARY KEY,
                tenant     TEXT NOT NULL,
                id         TEXT NOT NULL,
                issuer     TEXT,
                client     TEXT NOT NULL,
                credential BLOB NOT NULL UNIQUE,
                public_key BLOB NOT NULL,
                model      TEXT NOT NULL,
                label      TEXT NOT NULL,
                transports TEXT NOT NULL,
                UNIQUE (tenant, id)
              ) STRICT
              """,
              """
              CREATE TRIGGER security_key_stays BEFORE UPDATE ON security_key
              BEGIN SELECT raise(ABORT, 'a security key stays itself'); END
              """,
              """
              CREATE TRIGGER security_key_is_kept BEFORE DELETE ON security_key
              BEGIN SELECT raise(ABORT, 'a security key is never deleted'); END
              """,
              """
              CREATE TABLE security_key_step (
                sequence INTEGER PRIMARY KEY,
                tenant   TEXT NOT NULL,
                id       TEXT NOT NULL,
                number   INTEGER NOT NULL,
                deed     TEXT NOT NULL
                  CHECK (deed IN ('REGISTERED', 'CONFIRMED', 'REVOKED', 'SUSPENDED')),
                at       INTEGER NOT NULL,
                issuer   TEXT,
                actor    TEXT,
                client   TEXT NOT NULL,
                audit    TEXT,
                reason   TEXT NOT NULL,
                proof    BLOB,
                UNIQUE (tenant, id, number)
              ) STRICT
              """,
              """
              CREATE TRIGGER security_key_step_stays BEFORE UPDATE ON security_key_step
              BEGIN SELECT raise(ABORT, 'a step of a security key never changes'); END
              """,
              """
              CREATE TRIGGER security_key_step_is_kept BEFORE DELETE ON security_key_step
              BEGIN SELECT raise(ABORT, 'a step of a security key is never deleted'); END
              """,
              """
              CREATE TABLE security_key_count (
                sequence INTEGER PRIMARY KEY,
                tenant   TEXT NOT NULL,
                id       TEXT NOT NULL,
                counted  INTEGER NOT NULL,
                UNIQUE (tenant, id, counted)
              ) STRICT
              """,
              """
              CREATE TRIGGER security_key_count_rises BEFORE INSERT ON security_key_count
              WHEN EXISTS (
                SELECT 1 FROM security_key_count
                WHERE tenant = NEW.tenant AND id = NEW.id AND counted >= NEW.counted)
              BEGIN SELECT raise(ABORT, 'a counter only rises'); END
              """,
              """
              CREATE TRIGGER security_key_count_stays BEFORE UPDATE ON security_key_count
              BEGIN SELECT raise(ABORT, 'a counter that was seen never changes'); END
              """,
              """
              CREATE TRIGGER security_key_count_is_kept BEFORE DELETE ON security_key_count
              BEGIN SELECT raise(ABORT, 'a counter that was seen is never deleted'); END
              """,
              """
              CREATE TABLE security_key_challenge (
                sequence INTEGER PRIMARY KEY,
                tenant   TEXT NOT NULL,
                nonce    BLOB NOT NULL,
                issuer   TEXT,
                client   TEXT NOT NULL,
                document BLOB NOT NULL,
                expires  INTEGER NOT NULL,
                UNIQUE (tenant, nonce)
              ) STRICT
              """,
              "CREATE INDEX security_key_challenge_end ON security_key_challenge (expires)"),
          // Who used the client, where people do; what older rows do not say was the client.
          List.of(
              "ALTER TABLE seal ADD COLUMN person TEXT",
              "ALTER TABLE key_event ADD COLUMN person TEXT",
              "ALTER TABLE key_proposal ADD COLUMN person TEXT",
              "ALTER TABLE approval_step ADD COLUMN person TEXT",
              "ALTER TABLE bypass_event ADD COLUMN person TEXT",
              "ALTER TABLE security_key ADD COLUMN person TEXT",
              "ALTER TABLE security_key_step ADD COLUMN person TEXT",
              "ALTER TABLE security_key_challenge ADD COLUMN person TEXT"),
          // What no version of this program knows puts a tenant's keys in doubt: it is not written.
          List.of(
              "ALTER TABLE key_proposal ADD COLUMN reason TEXT",
              """
              CREATE TRIGGER key_event_has_a_state BEFORE INSERT ON key_event
              WHEN NEW.state NOT IN (
                'PREPARED', 'ACTIVE', 'RETIRING', 'RETIRED', 'SUSPENDED', 'REVOKED')
              BEGIN SELECT raise(ABORT, 'there is no state of a key of this name'); END
              """,
              """
              CREATE TRIGGER signing_key_has_a_state BEFORE UPDATE ON signing_key
              WHEN NEW.state NOT IN (
                  'PREPARED', 'ACTIVE', 'RETIRING', 'RETIRED', 'SUSPENDED', 'REVOKED')
                OR NEW.resumed NOT IN ('ACTIVE', 'RETIRING')
              BEGIN SELECT raise(ABORT, 'there is no state of a key of this name'); END
              """),
          // Whom a client of its own acts for; of what is older it is not known.
          List.of(
              "ALTER TABLE seal ADD COLUMN subject TEXT",
              "ALTER TABLE key_event ADD COLUMN subject TEXT",
              "ALTER TABLE key_proposal ADD COLUMN subject TEXT",
              "ALTER TABLE approval_step ADD COLUMN subject TEXT",
              "ALTER TABLE bypass_event ADD COLUMN subject TEXT",
              "ALTER TABLE security_key ADD COLUMN subject TEXT",
              "ALTER TABLE security_key_step ADD COLUMN subject TEXT",
              "ALTER TABLE security_key_challenge ADD COLUMN subject TEXT"));

  private SqliteSchema() {}

  static void migrate(Connection connection) throws SQLException {
    migrate(connection, MIGRATIONS.size());
  }

  /**
   * @param form the version to reach; a test makes an older store
   */
  static void migrate(Connection connection, int form) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = known(statement);
      if (version == form) {
        return;
      }
      statement.execute("BEGIN IMMEDIATE");
      for (List<String> migration : MIGRATIONS.subList(version, form)) {
        for (String sql : migration) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA application_id = " + APPLICATION);
      statement.execute("PRAGMA user_version = " + form);
      statement.execute("COMMIT");
    }
  }

  /**
   * @throws StoreUnusable it is no store of this version
   */
  static void requireKnown(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = known(statement);
      if (version != MIGRATIONS.size()) {
        throw new StoreUnusable("the database is of form " + version + "; start the service once");
      }
    }
  }

  /**
   * What a database has that a new one has not, and the reverse: without one of its tables a store
   * cannot sign, and without a trigger its audit records could change.
   */
  static List<String> differences(Statements sql) throws SQLException {
    try (Connection fresh = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      migrate(fresh);
      Set<String> expected = objects(new Statements(fresh));
      Set<String> found = objects(sql);
      List<String> differences = new ArrayList<>();
      expected.stream()
          .filter(object -> !found.contains(object))
          .forEach(object -> differences.add("it lacks " + name(object)));
      found.stream()
          .filter(object -> !expected.contains(object))
          .forEach(object -> differences.add("it has another " + name(object)));
      return differences;
    }
  }

  private static Set<String> objects(Statements sql) throws SQLException {
    return new TreeSet<>(
        sql.all(
            "SELECT type || ' ' || name || '\n' || sql FROM sqlite_schema WHERE sql IS NOT NULL",
            row -> row.getString(1)));
  }

  private static String name(String object) {
    return object.substring(0, object.indexOf('\n'));
  }

  private static int known(Statement statement) throws SQLException {
    int application = number(statement, "PRAGMA application_id");
    int version = number(statement, "PRAGMA user_version");
    boolean empty = number(statement, "SELECT count(*) FROM sqlite_schema") == 0;
    if (application != APPLICATION && !empty) {
      throw new StoreUnusable(
          "the database was not made by this program, or by an early version whose stores are not"
              + " read");
    }
    if (version > MIGRATIONS.size()) {
      throw new StoreUnusable(
          "the database was written by another version of this program (its form is "
              + version
              + ", known are up to "
              + MIGRATIONS.size()
              + ")");
    }
    return version;
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }
}
