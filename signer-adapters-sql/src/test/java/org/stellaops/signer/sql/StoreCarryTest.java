package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.ports.SecurityKeyStore.Deed;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;

/** A revocation and a seal outlive the store that they were made in, and its catalog's writers. */
class StoreCarryTest {

  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final Actor ANNA = new Actor(null, new ClientId("anna"), null, null);

  private final Path root = SqliteBench.newDirectory();
  private final Path old = root.resolve("old");
  private final Path next = root.resolve("next");

  @AfterEach
  void delete() {
    SqliteBench.delete(root);
  }

  private static SqliteStore open(Path directory) {
    return SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {});
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private static KeyEntry entry(String tenant, String name, KeyState state, long version) {
    Instant ended = state == KeyState.REVOKED ? NOW : null;
    return new KeyEntry(
        new Tenant(tenant),
        new KeyName(name),
        "main",
        new KeyUri("keystore:" + name),
        Bytes.utf8(tenant + name),
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "keystore",
        false,
        state,
        null,
        NOW,
        NOW,
        ended,
        ended,
        List.of(),
        version);
  }

  private static KeyEvent event(String verb, KeyState to) {
    return new KeyEvent(NOW, verb, to, ANNA, "drill", Optional.empty(), Optional.empty());
  }

  private static void enrol(SqliteStore store, String tenant, String name) {
    store
        .keys()
        .enrol(entry(tenant, name, KeyState.ACTIVE, 1), event("enrol", KeyState.ACTIVE), soon());
  }

  private static void revoke(SqliteStore store, String tenant, String name) {
    assertThat(
            store
                .keys()
                .change(
                    List.of(
                        new Replacement(
                            entry(tenant, name, KeyState.ACTIVE, 1),
                            entry(tenant, name, KeyState.REVOKED, 2),
                            event("revoke", KeyState.REVOKED))),
                    soon()))
        .isTrue();
  }

  private static void seal(SqliteStore store) {
    store.seal().seal(new Act(Person.signal("SIGUSR1"), null, "drill"), soon());
  }

  private static List<String> states(Path directory) {
    try (SqliteStore store = open(directory)) {
      return store.keys().entries(soon()).stream()
          .map(entry -> entry.name() + " " + entry.state().label())
          .toList();
    }
  }

  /** A key that is revoked, and a counter that was seen, are not forgotten. */
  @Test
  void carry_securityKeys_areAllThere_withWhatWasDone() {
    AuditId id = new AuditId("01900000-0000-7000-8000-000000000001");
    Person anna = new Person(null, new Tenant("acme"), new ClientId("anna"), null, null);
    Act act = new Act(anna, id, "drill");
    SecurityKey key =
        new SecurityKey(
            new Tenant("acme"),
            id,
            anna,
            Bytes.utf8("credential"),
            Bytes.utf8("key"),
            3,
            "00000000-0000-0000-0000-000000000000",
            "blue",
            List.of("usb"),
            List.of(new SecurityKeyStore.Step(Deed.REGISTERED, NOW, act, null)));
    try (SqliteStore store = open(old)) {
      store.securityKeys().add(key, soon());
      store
          .securityKeys()
          .step(
              key.with(new SecurityKeyStore.Step(Deed.REVOKED, NOW, act, Bytes.utf8("{}"))),
              soon());
      store.securityKeys().count(key.tenant(), id, 3, 9, soon());
    }
    StoreCarry.carry(old, next);
    try (SqliteStore before = open(old);
        SqliteStore after = open(next)) {
      assertThat(after.securityKeys().of(key.tenant(), soon()))
          .isEqualTo(before.securityKeys().of(key.tenant(), soon()))
          .singleElement()
          .satisfies(carried -> {
            assertThat(carried.signCount()).isEqualTo(9);
            assertThat(carried.last().deed()).isEqualTo(Deed.REVOKED);
          });
    }
  }

  private void makeOld() {
    try (SqliteStore store = open(old)) {
      enrol(store, "acme", "sbom");
      enrol(store, "acme", "spare");
      revoke(store, "acme", "sbom");
      seal(store);
    }
  }

  @Test
  void carry_intoANewStore_keepsRevocationsAndTheSeal() {
    makeOld();
    assertThat(StoreCarry.carry(old, next)).isEqualTo(new StoreCarry.Carried(2, 3, 1));
    assertThat(states(next)).containsExactly("sbom revoked", "spare active");
    try (SqliteStore store = open(next)) {
      assertThat(store.seal().state(soon()).sealed()).isTrue();
      assertThat(store.keys().events(new Tenant("acme"), new KeyName("sbom"), 9, soon()))
          .hasSize(2);
    }
    assertThat(StoreMaintenance.check(next).problems()).isEmpty();
    assertThat(StoreCarry.carry(old, next)).isEqualTo(new StoreCarry.Carried(2, 0, 0));
  }

  /** A backup from before the revocation is put in the store's place. */
  @Test
  void carry_intoAnOlderCopy_addsWhatItDoesNotKnow() throws Exception {
    try (SqliteStore store = open(old)) {
      enrol(store, "acme", "sbom");
      StoreMaintenance.backup(old, next);
      revoke(store, "acme", "sbom");
      enrol(store, "acme", "spare");
      seal(store);
    }
    assertThat(states(next)).containsExactly("sbom active");
    assertThat(StoreCarry.carry(old, next)).isEqualTo(new StoreCarry.Carried(2, 2, 1));
    assertThat(states(next)).containsExactly("sbom revoked", "spare active");
  }

  @Test
  void carry_intoAStoreWithAHistoryOfItsOwn_isRefused_andChangesNothing() {
    makeOld();
    try (SqliteStore store = open(next)) {
      enrol(store, "acme", "other");
    }
    assertThatExceptionOfType(StoreUnusable.class)
        .isThrownBy(() -> StoreCarry.carry(old, next))
        .withMessageContaining("history of its own");
    assertThat(states(next)).containsExactly("other active");
  }

  @Test
  void carry_intoAStoreInUse_isRefused() {
    makeOld();
    try (SqliteStore store = open(next)) {
      assertThatExceptionOfType(StoreInUse.class).isThrownBy(() -> StoreCarry.carry(old, next));
    }
  }

  private static void write(Path directory, String... statements) throws SQLException {
    try (Connection connection = Database.open(directory.resolve(SqliteStore.FILE))) {
      Database.setUpWriter(connection);
      for (String statement : statements) {
        new Statements(connection).update(statement);
      }
      LogMark.clear(new Statements(connection));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE signing_key SET state = 'ACTIVE', version = 9 WHERE name = 'sbom'",
        "UPDATE signing_key SET revoked = NULL, version = 9 WHERE name = 'sbom'",
        "UPDATE signing_key SET revoked = revoked + 1, version = 9 WHERE name = 'sbom'",
        "UPDATE signing_key SET spki = x'00', version = 9 WHERE name = 'spare'",
        "UPDATE signing_key SET name = 'x', version = 9 WHERE name = 'sbom'",
        "DELETE FROM signing_key WHERE name = 'sbom'",
        "INSERT OR REPLACE INTO signing_key SELECT * FROM signing_key WHERE name = 'sbom'",
      })
  void catalog_noStatementMakesAKeyLessEnded(String statement) {
    makeOld();
    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> write(old, statement));
    assertThat(states(old)).containsExactly("sbom revoked", "spare active");
  }

  /** Whoever takes the triggers away is found out by the events, and by the check. */
  @Test
  void catalog_rowThatItsEventsContradict_isTold_andItsTenantSignsNothing() throws Exception {
    makeOld();
    try (SqliteStore store = open(old)) {
      enrol(store, "beta", "theirs");
    }
    write(
        old,
        "DROP TRIGGER signing_key_stays",
        "UPDATE signing_key SET state = 'ACTIVE', revoked = NULL WHERE name = 'sbom'");
    assertThat(StoreMaintenance.check(old).problems())
        .anyMatch(problem -> problem.contains("signing_key_stays"))
        .anyMatch(problem -> problem.contains("acme/sbom is ACTIVE"));
    assertThat(states(old)).containsExactly("theirs active");
    assertThatExceptionOfType(StoreUnusable.class).isThrownBy(() -> StoreCarry.carry(old, next));
  }

  @Test
  void catalog_rowThatSaysNothingKnown_stopsItsTenantAlone() throws Exception {
    makeOld();
    try (SqliteStore store = open(old)) {
      enrol(store, "beta", "theirs");
    }
    write(
        old,
        "DROP TRIGGER signing_key_has_a_state",
        "UPDATE signing_key SET algorithm = algorithm, state = 'BOGUS', version = 9"
            + " WHERE name = 'spare'");
    assertThat(states(old)).containsExactly("theirs active");
    assertThat(StoreMaintenance.check(old).problems())
        .anyMatch(problem -> problem.contains("acme/spare is BOGUS"));
  }

  @Test
  void catalog_keyThatIsMissing_isTold_andIsNotEnrolledAgain() throws Exception {
    makeOld();
    write(old, "DROP TRIGGER signing_key_is_kept", "DELETE FROM signing_key WHERE name = 'spare'");
    assertThat(StoreMaintenance.check(old).problems())
        .anyMatch(problem -> problem.contains("acme/spare has events"));
    try (SqliteStore store = open(old)) {
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> enrol(store, "acme", "spare"));
    }
  }
}
