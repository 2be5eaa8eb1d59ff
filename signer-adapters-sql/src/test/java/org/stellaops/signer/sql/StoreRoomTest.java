package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** What a store takes of its disk, and what it says of a disk that has no more. */
class StoreRoomTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Bytes RECORD = Bytes.utf8("{\"of\":\"" + "x".repeat(600) + "\"}");
  private static final long MOST = Checkpoints.SIZE + (1L << 20);

  private final Path directory = SqliteBench.newDirectory();
  private final CommitFaults faults = new CommitFaults();
  private final List<Throwable> fatal = new ArrayList<>();
  private SqliteStore store;

  @BeforeEach
  void open() {
    store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), fatal::add, faults);
  }

  @AfterEach
  void close() {
    store.close();
    SqliteBench.delete(directory);
  }

  @Test
  void log_manySignatures_staysBoundedAndIsFoldedIn() throws Exception {
    long largest = 0;
    for (int i = 0; i < 1_000; i++) {
      sign();
      largest = Math.max(largest, store.logBytes());
    }

    assertThat(largest).isLessThan(MOST);
    assertThat(store.databaseBytes()).isGreaterThan(1_000 * 1_000L);
    assertThat(store.trouble(soon())).isEmpty();
  }

  @Test
  void log_whileSomebodyReadsForLong_growsAndIsBoundedAgainAfterwards() throws Exception {
    sign();
    try (Connection reader = Database.open(directory.resolve("journal.db"));
        Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM audit")) {
        assertThat(rows.getInt(1)).isEqualTo(3);
      }
      for (int i = 0; i < 300; i++) {
        sign();
      }
      assertThat(store.logBytes()).isGreaterThan(MOST);
      statement.execute("COMMIT");
    }
    for (int i = 0; i < 100; i++) {
      sign();
    }

    assertThat(store.logBytes()).isLessThan(MOST);
  }

  @Test
  void log_nothingToWrite_isFoldedInWithinSeconds() throws Exception {
    long before = store.databaseBytes();
    for (int i = 0; i < 20; i++) {
      sign();
    }
    Deadline soon = soon();
    while (store.databaseBytes() == before && !soon.hasPassed()) {
      Thread.sleep(50);
    }

    assertThat(store.databaseBytes()).isGreaterThan(before);
  }

  @Test
  void open_afterACrashWithALongLog_beginsWithAnEmptyOne() {
    for (int i = 0; i < 10; i++) {
      sign();
    }
    store.close();
    open();

    assertThat(store.logBytes()).isLessThan(100_000);
  }

  @Test
  void trouble_diskFull_isSaidUntilItTakesWritesAgain() {
    assertThat(store.trouble(soon())).isEmpty();
    faults.set(CommitFaults::full);
    assertThatThrownBy(this::sign).isInstanceOf(DependencyUnavailable.class);

    assertThat(store.trouble(soon())).hasValueSatisfying(why -> assertThat(why).contains("full"));
    assertThat(store.trouble(soon())).isPresent();
    assertThat(store.refusedWrites()).isPositive();
    faults.set(CommitFaults.Commit::run);
    assertThat(store.trouble(soon())).isEmpty();
    sign();
    assertThat(fatal).isEmpty();
  }

  @Test
  void trouble_databaseMayNotGrow_isSaidAlthoughSmallWritesGoThrough() throws Exception {
    try (Statement statement = faults.opened.getFirst().createStatement()) {
      statement.execute("PRAGMA max_page_count = 1");
    }
    DependencyUnavailable refused = null;
    for (int i = 0; i < 100 && refused == null; i++) {
      try {
        sign();
      } catch (DependencyUnavailable e) {
        refused = e;
      }
    }

    assertThat(refused).isNotNull();
    assertThat(store.trouble(soon())).isPresent();
    assertThat(store.trouble(soon())).isPresent();
  }

  private void sign() {
    AuditId id = NewIds.newId();
    store.journal().open(Openings.of(id, ACME, null, RECORD), soon());
    store
        .journal()
        .reserve(new ReserveRequest(id, ACME, null, 1, 1, 1 << 30, 1 << 30, RECORD), soon());
    store.journal().conclude(new Conclusion(id, ACME, Outcome.SIGNED, RECORD, RECORD), soon());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }
}
