package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** The room of a store's quotas, looked at beside the journal that spends it. */
class QuotaRoomTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Bytes RECORD = Bytes.utf8("{}");
  private static final RateLimit SLOW = new RateLimit(1, 3);

  private final Path root = SqliteBench.newDirectory();
  private final Path directory = root.resolve("store");
  private final QuotaRoom room = new QuotaRoom(directory, InstantSource.system());

  @AfterEach
  void delete() {
    SqliteBench.delete(root);
  }

  private static HoldRequest hold(AuditId id, int concurrency) {
    return new HoldRequest(id, ACME, SLOW, concurrency, Duration.ofMinutes(1));
  }

  private static ReserveRequest reserve(AuditId id) {
    return new ReserveRequest(id, ACME, null, 10, 1, 100, 2, RECORD);
  }

  @Test
  void room_ofNoStore_isAllOfIt() {
    AuditId id = NewIds.newId();

    assertThat(room.hold(hold(id, 2))).isEqualTo(new Hold.Held(2));
    assertThat(room.reserve(reserve(id))).isEqualTo(new Reservation.Reserved(90, 1));
    assertThat(directory).doesNotExist();
  }

  @Test
  void room_askedAgain_isTheSameAndThatOfTheJournal() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), Ticker.system());
    try (SqliteStore store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {})) {
      AuditId first = spend(store, deadline);

      AuditId next = NewIds.newId();
      assertThat(room.hold(hold(next, 2))).isEqualTo(room.hold(hold(next, 2)));
      assertThat(room.hold(hold(next, 2))).isInstanceOf(Hold.Held.class);
      assertThat(room.hold(hold(next, 1)))
          .isEqualTo(new Hold.Full(QuotaName.CONCURRENCY, Duration.ofSeconds(1)));
      assertThat(room.reserve(reserve(first))).isEqualTo(new Reservation.Reserved(80, 0));
      assertThat(room.reserve(reserve(first))).isEqualTo(new Reservation.Reserved(80, 0));

      spend(store, deadline);
      assertThat(room.reserve(reserve(next)))
          .isInstanceOfSatisfying(
              Reservation.Full.class,
              full -> assertThat(full.quota()).isEqualTo(QuotaName.SIGNATURES_PER_DAY));
    }
  }

  /** What is held in memory is written with any later step, its own or another request's. */
  @Test
  void room_afterAStepThatFollowsAHold_hasWhatIsHeld() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), Ticker.system());
    try (SqliteStore store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), failure -> {})) {
      RequestJournal journal = store.journal();
      AuditId refused = NewIds.newId();
      journal.open(Openings.of(refused, ACME, null, RECORD), deadline);
      journal.hold(hold(refused, 2), deadline);
      journal.conclude(new Conclusion(refused, ACME, Outcome.REFUSED, RECORD, null), deadline);

      assertThat(room.hold(hold(NewIds.newId(), 1))).isEqualTo(new Hold.Held(1));

      AuditId held = NewIds.newId();
      journal.open(Openings.of(held, ACME, null, RECORD), deadline);
      journal.hold(hold(held, 2), deadline);
      journal.open(Openings.of(NewIds.newId(), ACME, null, RECORD), deadline);

      assertThat(room.hold(hold(NewIds.newId(), 1)))
          .isEqualTo(new Hold.Full(QuotaName.CONCURRENCY, Duration.ofSeconds(1)));
      assertThat(room.hold(hold(NewIds.newId(), 2))).isEqualTo(new Hold.Held(0));
    }
  }

  private static AuditId spend(SqliteStore store, Deadline deadline) {
    AuditId id = NewIds.newId();
    store.journal().open(Openings.of(id, ACME, null, RECORD), deadline);
    assertThat(store.journal().hold(hold(id, 2), deadline)).isInstanceOf(Hold.Held.class);
    assertThat(store.journal().reserve(reserve(id), deadline))
        .isInstanceOf(Reservation.Reserved.class);
    return id;
  }
}
