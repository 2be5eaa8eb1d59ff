package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.sql.ProofTable.ProofHash;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** Used proofs: the memory says what the table says, whatever became of a transaction. */
class ProofTableTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final long SECOND = 1_000_000;

  private final Path directory = SqliteBench.newDirectory();
  private final MemoryChanges changes = new MemoryChanges();
  private Statements sql;
  private ProofTable table;

  @BeforeEach
  void open() throws Exception {
    sql = new Statements(Database.open(directory.resolve("proofs.db")));
    sql.run("CREATE TABLE store (forgotten INTEGER NOT NULL) STRICT");
    sql.run("INSERT INTO store VALUES (0)");
    sql.run(
        "CREATE TABLE used_proof (number INTEGER PRIMARY KEY, jkt TEXT NOT NULL,"
            + " jti BLOB NOT NULL, acceptable_until INTEGER NOT NULL) STRICT");
    table = new ProofTable(changes, 0, 4);
  }

  @AfterEach
  void close() throws Exception {
    sql.close();
    SqliteBench.delete(directory);
  }

  private static ProofClaim proof(String jti, long second) {
    return new ProofClaim(
        new Thumbprint("A".repeat(43)),
        Bytes.utf8(jti).sha256(),
        StoreClock.instant(second * SECOND));
  }

  private boolean isUsed(ProofClaim proof) {
    return table.isUsed(proof, ProofHash.of(proof));
  }

  private void claim(ProofClaim proof) throws Exception {
    table.claim(sql, proof, ProofHash.of(proof));
  }

  private ProofTable reloaded(long forgotten) throws Exception {
    ProofTable fresh = new ProofTable(new MemoryChanges(), forgotten, 4);
    fresh.load(sql);
    return fresh;
  }

  @Test
  void claim_transactionRolledBack_isNewAgain() throws Exception {
    claim(proof("1", 100));
    changes.committed();
    sql.run("BEGIN");
    claim(proof("2", 100));
    assertThat(isUsed(proof("2", 100))).isTrue();
    sql.run("ROLLBACK");
    changes.undoAll();

    assertThat(isUsed(proof("2", 100))).isFalse();
    assertThat(isUsed(proof("1", 100))).isTrue();
    claim(proof("2", 100));
    assertThat(isUsed(proof("2", 100))).isTrue();
  }

  @Test
  void load_ofWhatWasClaimed_knowsIt() throws Exception {
    claim(proof("1", 100));
    claim(proof("2", 100));

    ProofTable fresh = reloaded(0);

    assertThat(fresh.isUsed(proof("1", 100), ProofHash.of(proof("1", 100)))).isTrue();
    assertThat(fresh.isUsed(proof("3", 100), ProofHash.of(proof("3", 100)))).isFalse();
    fresh.claim(sql, proof("3", 100), ProofHash.of(proof("3", 100)));
  }

  @Test
  void forget_upToTheFirstThatIsAcceptable_keepsWhatComesAfterIt() throws Exception {
    claim(proof("1", 10));
    claim(proof("2", 50));
    claim(proof("3", 10));

    assertThat(table.forget(sql, 20 * SECOND, 10)).isEqualTo(1);
    changes.committed();

    assertThat(numbers()).containsExactly(2L, 3L);
    assertThat(isUsed(proof("1", 10))).as("it may have been forgotten").isTrue();
    assertThat(isUsed(proof("2", 50))).isTrue();
    assertThat(table.forget(sql, 60 * SECOND, 1)).isEqualTo(1);
    changes.committed();
    assertThat(table.forget(sql, 60 * SECOND, 10)).isEqualTo(1);
    changes.committed();
    assertThat(numbers()).isEmpty();
    assertThat(isUsed(proof("new", 49))).isTrue();
    assertThat(isUsed(proof("new", 61))).isFalse();
  }

  @Test
  void forget_rolledBack_forgetsNothingAndIsDoneAgain() throws Exception {
    claim(proof("1", 10));
    claim(proof("2", 50));
    changes.committed();
    sql.run("BEGIN");
    table.forget(sql, 20 * SECOND, 10);
    sql.run("ROLLBACK");
    changes.undoAll();

    assertThat(numbers()).containsExactly(1L, 2L);
    assertThat(isUsed(proof("1", 10))).isTrue();
    assertThat(table.forget(sql, 20 * SECOND, 10)).isEqualTo(1);
    changes.committed();
    assertThat(numbers()).containsExactly(2L);
    claim(proof("3", 60));
    assertThat(numbers()).containsExactly(2L, 3L);
  }

  @Test
  void requireRoom_full_refusesUntilSomeAreForgotten() throws Exception {
    for (int i = 0; i < 4; i++) {
      table.requireRoom();
      claim(proof("jti" + i, 10));
    }
    changes.committed();

    DependencyUnavailable full =
        catchThrowableOfType(DependencyUnavailable.class, table::requireRoom);
    assertThat(full.mayHaveHappened()).isFalse();
    table.forget(sql, 20 * SECOND, 1);
    changes.committed();
    table.requireRoom();
    assertThat(isUsed(proof("jti3", 10))).isTrue();
  }

  /** As long as a start takes: what 130,000 proofs, 65 seconds of 2,000 each, cost it. */
  @Test
  void load_ofASecondWindowOfPeakLoad_takesLittleOfAStart() throws Exception {
    sql.run(
        "INSERT INTO used_proof WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            + " WHERE i < 130000) SELECT i, 'A', randomblob(32), 1000 FROM n");
    ProofTable fresh = new ProofTable(new MemoryChanges(), 0, ProofTable.MOST);
    long start = System.nanoTime();

    fresh.load(sql);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    fresh.requireRoom();
  }

  @Test
  void open_proofsOfAStoreOfTheFormBefore_stayUsed() throws Exception {
    Path old = SqliteBench.newDirectory();
    List<Throwable> fatal = new ArrayList<>();
    ProofClaim used =
        new ProofClaim(
            new Thumbprint("B".repeat(43)),
            Bytes.utf8("before").sha256(),
            InstantSource.system().instant().plusSeconds(60));
    OldForm.makeWith(old, used);

    try (SqliteStore store =
        SqliteStore.open(old, InstantSource.system(), Ticker.system(), fatal::add)) {
      assertThat(open(store, used)).isEqualTo(new Opened.ProofUsed());
      ProofClaim other =
          new ProofClaim(used.key(), Bytes.utf8("other").sha256(), used.acceptableUntil());
      assertThat(open(store, other)).isEqualTo(new Opened.Claimed());
      assertThat(open(store, other)).isEqualTo(new Opened.ProofUsed());
    }
    assertThatThrownBy(
            () -> {
              try (Statements whole = new Statements(Database.open(old.resolve("journal.db")))) {
                whole.first("SELECT count(*) FROM proof", row -> row.getInt(1));
              }
            })
        .hasMessageContaining("no such table");
    SqliteBench.delete(old);
  }

  private static Opened open(SqliteStore store, ProofClaim proof) {
    return store
        .journal()
        .open(
            Openings.of(NewIds.newId(), ACME, proof, Bytes.utf8("{}")),
            Deadline.in(Duration.ofSeconds(20), Ticker.system()));
  }

  private List<Long> numbers() throws Exception {
    return sql.all("SELECT number FROM used_proof ORDER BY number", row -> row.getLong(1));
  }
}
