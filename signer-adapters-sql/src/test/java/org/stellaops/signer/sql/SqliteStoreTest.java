package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive.LastKnown;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;
import org.stellaops.signer.testkit.journal.SteppedClock;

class SqliteStoreTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Bytes RECORD = Bytes.utf8("{}");
  private static final Instant START = Instant.parse("2026-03-05T09:30:00Z");

  private final Path root = SqliteBench.newDirectory();
  private final Path directory = root.resolve("new").resolve("store");

  @AfterEach
  void delete() {
    SqliteBench.delete(root);
  }

  @Test
  void open_missingDirectory_isCreatedForItsOwnerAlone() throws Exception {
    try (SqliteStore store = open()) {
      assertThat(store.isUsable()).isTrue();
      assertThat(permissions(directory)).isEqualTo("rwx------");
      assertThat(permissions(directory.resolve("journal.db"))).isEqualTo("rw-------");
      assertThat(permissions(directory.resolve("journal.db-wal"))).isEqualTo("rw-------");
    }
  }

  @Test
  void open_twice_saysThatItIsInUse() {
    try (SqliteStore store = open()) {
      assertThat(store.isUsable()).isTrue();
      assertThatThrownBy(this::open).isInstanceOf(StoreInUse.class);
    }
    open().close();
  }

  @Test
  void open_fromAnotherProcess_saysThatItIsInUse() throws Exception {
    try (SqliteStore store = open()) {
      assertThat(store.isUsable()).isTrue();
      // A refused second attempt of this process must not give the first one's lock up.
      assertThatThrownBy(this::open).isInstanceOf(StoreInUse.class);
      Path said = root.resolve("said");
      assertThat(JournalCrash.start(directory, said).waitFor()).isEqualTo(3);
      assertThat(said).hasContent("in use");
    }
  }

  @Test
  void open_writtenByANewerVersion_isRefused() throws Exception {
    open().close();
    execute("PRAGMA user_version = 99");

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("another version");
  }

  @Test
  void open_anotherProgramsDatabase_isRefusedAndLeftAlone() throws Exception {
    StoreDirectory.create(directory);
    execute("CREATE TABLE theirs (x)");

    assertThatThrownBy(this::open).isInstanceOf(StoreUnusable.class);
    assertThat(number("SELECT count(*) FROM sqlite_schema")).isEqualTo(1);
  }

  @Test
  void open_notADatabase_isRefusedAndUnlocks() throws Exception {
    StoreDirectory.create(directory);
    Path file = directory.resolve("journal.db");
    Files.writeString(file, "this is not a database, but long enough to look at ".repeat(20));

    assertThatThrownBy(this::open).isInstanceOf(StoreUnusable.class);
    Files.delete(file);
    open().close();
  }

  @Test
  void open_pathWithQuestionMark_isRefused() {
    Path odd = root.resolve("what?");

    assertThatThrownBy(
            () -> SqliteStore.open(odd, InstantSource.system(), Ticker.system(), e -> {}))
        .isInstanceOf(StoreUnusable.class);
  }

  @Test
  void audit_changedOrDeletedBySql_isRefused() throws Exception {
    try (SqliteStore store = open()) {
      store.journal().open(Openings.of(newId(), ACME, null, RECORD), soon());
    }

    assertThatThrownBy(() -> execute("UPDATE audit SET bytes = x'00'"))
        .hasMessageContaining("never changes");
    assertThatThrownBy(() -> execute("DELETE FROM audit")).hasMessageContaining("never deleted");
  }

  @Test
  void open_sameIdTwice_throwsAndClaimsNoProof() {
    try (SqliteStore store = open()) {
      AuditId id = newId();
      store.journal().open(Openings.of(id, ACME, null, RECORD), soon());

      assertThatThrownBy(
              () -> store.journal().open(Openings.of(id, ACME, proof("1"), RECORD), soon()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(store.journal().open(Openings.of(newId(), ACME, proof("1"), RECORD), soon()))
          .isEqualTo(new RequestJournal.Opened.Claimed());
      assertThat(store.auditRecords().find(ACME, id, soon())).hasSize(1);
    }
  }

  @Test
  void commits_afterProofsAndKeysRanOut_deleteThem() throws Exception {
    SteppedClock clock = new SteppedClock(START);
    try (SqliteStore store = SqliteStore.open(directory, clock, clock, e -> {})) {
      RequestJournal journal = store.journal();
      for (int i = 0; i < 150; i++) {
        AuditId id = newId();
        journal.open(Openings.of(id, ACME, proof("jti" + i), RECORD), soon());
        journal.reserve(
            new ReserveRequest(id, ACME, claim("key" + i), 1, 1, 1_000, 1_000, RECORD), soon());
      }
      assertThat(number("SELECT count(*) FROM used_proof")).isEqualTo(150);
      for (int i = 0; i < 5; i++) {
        clock.advance(Duration.ofHours(25));
        journal.open(Openings.of(newId(), ACME, null, RECORD), soon());
      }
      assertThat(number("SELECT count(*) FROM used_proof")).isZero();
      assertThat(number("SELECT count(*) FROM idempotency")).isZero();
    }
  }

  @Test
  void commits_afterAnswersEndAndDaysPass_deleteThemAndKeepTheVersion() throws Exception {
    SteppedClock clock = new SteppedClock(START);
    try (SqliteStore store = SqliteStore.open(directory, clock, clock, e -> {})) {
      RequestJournal journal = store.journal();
      for (int i = 0; i < 150; i++) {
        LastKnown answer =
            new LastKnown(
                Bytes.utf8("poe" + i).sha256(),
                "lic",
                7,
                "jwt",
                ProofState.ACTIVE,
                START,
                START,
                START.plusSeconds(900));
        store.entitlements().keep(ACME, answer, soon());
      }
      for (int day = 0; day < 5; day++) {
        AuditId id = newId();
        journal.open(Openings.of(id, ACME, null, RECORD), soon());
        journal.reserve(new ReserveRequest(id, ACME, null, 1, 1, 1_000, 1_000, RECORD), soon());
        clock.advance(Duration.ofHours(25));
      }
      journal.open(Openings.of(newId(), ACME, null, RECORD), soon());
      assertThat(number("SELECT count(*) FROM entitlement")).isZero();
      assertThat(number("SELECT count(*) FROM usage")).isZero();
      assertThat(store.entitlements().raise(ACME, "lic", 1, soon())).isEqualTo(7);
    }
  }

  @Test
  void read_threadBreaksOff_failsItsCallerAndStopsTheStore() throws Exception {
    List<Throwable> fatal = new CopyOnWriteArrayList<>();
    AtomicInteger opened = new AtomicInteger();
    Database.Opener opener =
        file ->
            opened.getAndIncrement() == 0 ? Database.open(file) : breakingOff(Database.open(file));
    SqliteStore store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), fatal::add, opener);
    try {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.auditRecords().find(ACME, newId(), soon()))
            .isInstanceOf(DependencyUnavailable.class)
            .hasMessageNotContaining("in time");
      }
      assertThat(store.isUsable()).isFalse();
      Deadline soon = soon();
      while (fatal.isEmpty() && !soon.hasPassed()) {
        Thread.sleep(1);
      }
      assertThat(fatal).hasSize(1);
      assertThatThrownBy(
              () -> store.journal().open(Openings.of(newId(), ACME, null, RECORD), soon()))
          .isInstanceOf(DependencyUnavailable.class);
    } finally {
      store.close();
    }
  }

  private static Connection breakingOff(Connection sound) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                throw new StackOverflowError("planted");
              }
              return method.invoke(sound, arguments);
            });
  }

  private SqliteStore open() {
    return SqliteStore.open(directory, InstantSource.system(), Ticker.system(), e -> {});
  }

  private static ProofClaim proof(String jti) {
    return new ProofClaim(
        new Thumbprint("A".repeat(43)), Bytes.utf8(jti).sha256(), START.plusSeconds(65));
  }

  private static IdempotencyClaim claim(String key) {
    return new IdempotencyClaim(
        ACME, new ClientId("ci"), "route", new IdempotencyKey(key), RECORD.sha256());
  }

  private static AuditId newId() {
    return NewIds.newId();
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = Database.open(directory.resolve("journal.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int number(String query) throws Exception {
    try (Connection connection = Database.open(directory.resolve("journal.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getInt(1);
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }
}
