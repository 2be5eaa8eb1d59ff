package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** Copies of a store, those that are whole and those that are not. */
class StoreMaintenanceTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Bytes RECORD = Bytes.utf8("{}");

  private final Path root = SqliteBench.newDirectory();
  private final Path directory = root.resolve("store");
  private final Path copy = root.resolve("copy");

  @BeforeEach
  void make() throws Exception {
    StoreDirectory.create(copy);
  }

  @AfterEach
  void delete() {
    SqliteBench.delete(root);
  }

  @Test
  void backup_whileRequestsAreWritten_holdsAllOfOneMoment() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong written = new AtomicLong();
    try (SqliteStore store = open(directory)) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
              request(store);
              written.incrementAndGet();
            }
          });
      while (written.get() < 20) {
        Thread.sleep(1);
      }
      long before = written.get();
      StoreMaintenance.Checked copied = StoreMaintenance.backup(directory, copy);
      long after = written.get() + 1;
      stop.set(true);
      writing.get();

      assertThat(copied.problems()).isEmpty();
      assertThat(copied.auditRecords()).isBetween(before, after);
      assertThat(copy.toFile().list()).containsExactly("journal.db");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
          .isEqualTo("rwx------");
      assertThat(StoreMaintenance.check(copy)).isEqualTo(copied);
      open(copy).close();
    }
  }

  @Test
  void open_copyOfBothFiles_isUsedWithWhatTheLogHeld() throws Exception {
    try (SqliteStore store = open(directory)) {
      request(store);
      copyFile("journal.db");
      copyFile("journal.db-wal");
    }

    assertThat(StoreMaintenance.check(copy).auditRecords()).isEqualTo(1);
    open(copy).close();
  }

  @Test
  void open_copyWithoutItsLog_isRefusedAgainAndAgain() throws Exception {
    try (SqliteStore store = open(directory)) {
      request(store);
      copyFile("journal.db");
    }

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> open(copy))
          .isInstanceOf(StoreUnusable.class)
          .hasMessageContaining("lacks journal.db-wal")
          .hasMessageContaining("stella store backup");
      assertThatThrownBy(() -> StoreMaintenance.check(copy)).isInstanceOf(StoreUnusable.class);
    }
    StoreMaintenance.acceptWithoutLog(copy);
    open(copy).close();
  }

  @Test
  void check_databaseWithAnotherSchema_namesWhatDiffers() throws Exception {
    open(directory).close();
    try (Connection connection = Database.open(directory.resolve("journal.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER audit_stays");
      statement.execute("CREATE TABLE mine (x)");
    }

    assertThat(StoreMaintenance.check(directory).problems())
        .containsExactly("it lacks trigger audit_stays", "it has another table mine");
  }

  @Test
  void open_databaseWithoutBytes_isRefused() throws Exception {
    Files.createFile(
        copy.resolve("journal.db"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> open(copy),
            () -> StoreMaintenance.check(copy),
            () -> StoreMaintenance.backup(copy, root.resolve("another")),
            () -> StoreMaintenance.acceptWithoutLog(copy))) {
      assertThatThrownBy(use)
          .isInstanceOf(StoreUnusable.class)
          .hasMessageContaining("journal.db is empty: restore a backup");
    }
    assertThat(copy.resolve("journal.db")).isEmptyFile();
  }

  @Test
  void backup_intoTheStoreOrOntoAFile_isRefused() throws Exception {
    open(directory).close();
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> StoreMaintenance.backup(directory, directory.resolve("a/b")))
        .hasMessageContaining("would be in the store itself");
    assertThatThrownBy(() -> StoreMaintenance.backup(directory, file))
        .hasMessageContaining("needs a directory of its own");
    assertThat(directory.resolve("a")).doesNotExist();
  }

  /** Both files as they are when a process is killed. */
  private void kill() throws Exception {
    try (SqliteStore store = open(directory)) {
      request(store);
      copyFile("journal.db");
      copyFile("journal.db-wal");
    }
  }

  @Test
  void open_afterAFailedUseOfAKilledStore_isUsed() throws Exception {
    kill();

    assertThatThrownBy(() ->
            StoreMaintenance.with(
                copy,
                connection -> {
                  throw new IOException("disk full");
                }))
        .isInstanceOf(StoreUnusable.class);

    assertThat(StoreMaintenance.check(copy).auditRecords()).isEqualTo(1);
    open(copy).close();
  }

  @Test
  void open_afterAFailedStartOfAKilledStore_isUsed() throws Exception {
    kill();
    AtomicLong connections = new AtomicLong();

    assertThatThrownBy(() ->
            SqliteStore.open(
                copy,
                InstantSource.system(),
                Ticker.system(),
                e -> {},
                file -> {
                  if (connections.incrementAndGet() > 1) {
                    throw new SQLException("out of descriptors");
                  }
                  return Database.open(file);
                }))
        .isInstanceOf(StoreUnusable.class);

    open(copy).close();
  }

  @Test
  void beside_aStoreWhoseProcessWasKilled_leavesItsLog() throws Exception {
    kill();

    int rows =
        StoreMaintenance.beside(
            copy,
            connection ->
                new Statements(connection)
                    .first("SELECT count(*) FROM audit", row -> row.getInt(1))
                    .orElseThrow());

    assertThat(rows).isEqualTo(1);
    assertThat(copy.resolve("journal.db-wal")).isNotEmptyFile();
    open(copy).close();
  }

  @Test
  void open_copyOfAStoreThatWasClosed_isUsed() throws Exception {
    try (SqliteStore store = open(directory)) {
      request(store);
    }
    copyFile("journal.db");

    assertThat(StoreMaintenance.check(copy).auditRecords()).isEqualTo(1);
    open(copy).close();
  }

  @Test
  void check_auditRecordTakenOut_saysSo() throws Exception {
    try (SqliteStore store = open(directory)) {
      request(store);
      request(store);
    }
    try (Connection connection = Database.open(directory.resolve("journal.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER audit_is_kept");
      statement.execute("DELETE FROM audit WHERE sequence = 1");
    }

    assertThat(StoreMaintenance.check(directory).problems())
        .isEqualTo(
            List.of(
                "it lacks trigger audit_is_kept", "audit records are missing: 1 of 2 are there"));
  }

  @Test
  void backup_ofADamagedStore_failsAndLeavesNothing() throws Exception {
    try (SqliteStore store = open(directory)) {
      for (int i = 0; i < 100; i++) {
        request(store);
      }
    }
    Path file = directory.resolve("journal.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4_096 * 3; i < bytes.length; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);

    assertThatThrownBy(() -> StoreMaintenance.backup(directory, copy))
        .isInstanceOf(StoreUnusable.class);
    assertThat(copy).isEmptyDirectory();
  }

  private void copyFile(String name) throws Exception {
    Files.copy(directory.resolve(name), copy.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void request(SqliteStore store) {
    Deadline soon = Deadline.in(Duration.ofSeconds(20), Ticker.system());
    store.journal().open(Openings.of(NewIds.newId(), ACME, null, RECORD), soon);
  }

  private static SqliteStore open(Path where) {
    return SqliteStore.open(where, InstantSource.system(), Ticker.system(), e -> {});
  }
}
