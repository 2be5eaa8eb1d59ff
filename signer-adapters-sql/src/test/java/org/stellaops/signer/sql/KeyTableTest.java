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
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.testkit.keys.KeyCatalogBench;
import org.stellaops.signer.testkit.keys.KeyCatalogContract;

class KeyTableTest extends KeyCatalogContract {

  @Test
  void open_aStoreOfTheFormBefore_keepsWhatWaits_andTheHistory() throws Exception {
    Path old = SqliteBench.newDirectory();
    OldForm.makeWithWaitingKey(old);
    try (SqliteStore store =
        SqliteStore.open(old, InstantSource.system(), Ticker.system(), failure -> {})) {
      Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
      assertThat(store.keys().entries(soon)).hasSize(1);
      assertThat(store.keys().entries(soon).get(0).proposals())
          .containsExactly(
              new Proposal(
                  "revoke",
                  Instant.ofEpochSecond(2),
                  new Actor(null, new ClientId("anna"), null, null),
                  Instant.ofEpochSecond(3),
                  ""));
      assertThat(store.keys().events(new Tenant("acme"), new KeyName("sbom"), 9, soon))
          .extracting(event -> event.verb() + event.effective())
          .containsExactly("enrolOptional.empty");
    }
  }

  private static void execute(Path directory, String... statements) throws Exception {
    try (Connection connection = Database.open(directory.resolve(SqliteStore.FILE))) {
      Statements sql = new Statements(connection);
      for (String each : statements) {
        sql.update(each);
      }
    }
  }

  private static KeyCatalog.Content readAfter(String... statements) throws Exception {
    Path directory = SqliteBench.newDirectory();
    OldForm.makeWithWaitingKey(directory);
    SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {}).close();
    execute(directory, statements);
    try (SqliteStore store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {})) {
      return store.keys().read(Deadline.in(Duration.ofSeconds(30), Ticker.system()));
    }
  }

  private static final String BOGUS =
      "INSERT INTO key_event (tenant, name, at, verb, state, client, reason)"
          + " VALUES ('acme', 'sbom', 1, 'x', 'BOGUS', 'x', 'x')";

  @Test
  void event_ofNoStateThatThereIs_isRefusedByTheTableItself() {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> readAfter(BOGUS))
        .withMessageContaining("there is no state of a key");
  }

  @Test
  void read_eventWithNoStateThatThereIs_tenantIsInDoubt() throws Exception {
    KeyCatalog.Content content = readAfter("DROP TRIGGER key_event_has_a_state", BOGUS);
    assertThat(content.entries()).isEmpty();
    assertThat(content.inDoubt()).containsExactly(new Tenant("acme"));
  }

  @Test
  void read_entryWithNothingThatWeKnow_tenantIsInDoubt() throws Exception {
    KeyCatalog.Content content =
        readAfter(
            "DROP TRIGGER signing_key_has_a_state",
            "UPDATE signing_key SET resumed = 'BOGUS', version = 9");
    assertThat(content.entries()).isEmpty();
    assertThat(content.inDoubt()).containsExactly(new Tenant("acme"));
  }

  @Test
  void read_entryIsLost_tenantIsInDoubt() throws Exception {
    KeyCatalog.Content content =
        readAfter("DROP TRIGGER signing_key_is_kept", "DELETE FROM signing_key");
    assertThat(content.inDoubt()).containsExactly(new Tenant("acme"));
  }

  @Test
  void read_keyEndedOrIsRevokedAtAnotherTimeThanItsEventsSay_tenantIsInDoubt() throws Exception {
    String revoke =
        "INSERT INTO key_event (tenant, name, at, verb, state, client, reason, effective)"
            + " VALUES ('acme', 'sbom', 5, 'revoke', 'REVOKED', 'anna', 'x', 3)";
    String revoked =
        "UPDATE signing_key SET state = 'REVOKED', ended = 5, revoked = 3, version = 9";
    assertThat(readAfter(revoke, revoked).inDoubt()).isEmpty();
    for (String other :
        List.of("revoked = NULL", "revoked = 4", "revoked = 2", "ended = NULL", "ended = 6")) {
      assertThat(
              readAfter(
                      "DROP TRIGGER signing_key_stays",
                      revoke,
                      revoked,
                      "UPDATE signing_key SET version = 10, " + other)
                  .inDoubt())
          .as(other)
          .containsExactly(new Tenant("acme"));
    }
  }

  /** The clock was ahead when the key was made active, and was set right since. */
  @Test
  void check_clockWasSetBack_tellsNothing() throws Exception {
    Path directory = SqliteBench.newDirectory();
    OldForm.makeWithWaitingKey(directory);
    SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {}).close();
    execute(
        directory,
        "INSERT INTO key_event (tenant, name, at, verb, state, client, reason)"
            + " VALUES ('acme', 'sbom', 0, 'resume', 'ACTIVE', 'anna', 'x')",
        "UPDATE signing_key SET activated = 1, version = 8");
    assertThat(StoreMaintenance.check(directory).problems()).isEmpty();
  }

  /** A key made younger would sign for longer than its age allows. */
  @Test
  void check_keyIsActiveOrRevokedFromAnotherTimeThanItsEventsSay_isTold() throws Exception {
    for (String change : List.of("activated = 7", "activated = 1, revoked = 7")) {
      Path directory = SqliteBench.newDirectory();
      OldForm.makeWithWaitingKey(directory);
      SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {}).close();
      execute(directory, "UPDATE signing_key SET activated = 1, version = 8");
      if (change.contains("revoked")) {
        execute(
            directory,
            "INSERT INTO key_event (tenant, name, at, verb, state, client, reason, effective)"
                + " VALUES ('acme', 'sbom', 5, 'revoke', 'REVOKED', 'anna', 'x', 3)",
            "UPDATE signing_key SET state = 'REVOKED', ended = 5, revoked = 3, version = 9");
        assertThat(StoreMaintenance.check(directory).problems()).isEmpty();
        execute(directory, "UPDATE signing_key SET revoked = 2, version = 10");
      } else {
        assertThat(StoreMaintenance.check(directory).problems()).isEmpty();
        execute(directory, "UPDATE signing_key SET activated = 7, version = 9");
      }
      assertThat(StoreMaintenance.check(directory).problems())
          .singleElement()
          .asString()
          .contains("acme/sbom", "another time");
    }
  }

  @Override
  protected KeyCatalogBench bench() {
    SqliteBench bench = new SqliteBench();
    return new KeyCatalogBench() {
      @Override
      public KeyCatalog catalog() {
        return bench.store().keys();
      }

      /** There is one process only, so that this is the same after a restart. */
      @Override
      public KeyCatalog another() {
        bench.restart();
        return bench.store().keys();
      }

      @Override
      public void close() {
        bench.close();
      }
    };
  }
}
