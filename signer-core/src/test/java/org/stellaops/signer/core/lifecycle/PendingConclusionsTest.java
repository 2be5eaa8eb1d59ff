package org.stellaops.signer.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.testkit.journal.InMemoryLane;

/** What could not be written while the journal was away. */
class PendingConclusionsTest {

  private static final Tenant ACME = new Tenant("acme");

  private final Conclusions journal = new Conclusions();
  private final InMemoryLane lane = new InMemoryLane();
  private final PendingConclusions open = new PendingConclusions(journal, lane, Ticker.system());

  @AfterEach
  void end() {
    journal.down = false;
    journal.poisoned = null;
    open.close();
  }

  private static AuditId id(int number) {
    return new AuditId("00000000-0000-7000-8000-%012d".formatted(number));
  }

  private static RequestJournal.Conclusion conclusion(int number) {
    return new RequestJournal.Conclusion(id(number), ACME, Outcome.REFUSED, Bytes.utf8("{}"), null);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private void miss(int number) {
    journal.down = true;
    assertThatThrownBy(() -> open.conclude(conclusion(number), soon()))
        .isInstanceOf(DependencyUnavailable.class);
    journal.down = false;
  }

  private void awaitNoneLeft() throws InterruptedException {
    Deadline patience = soon();
    while (open.size() > 0 && !patience.hasPassed()) {
      Thread.sleep(20);
    }
    assertThat(open.size()).isZero();
  }

  @Test
  void conclude_othersWereMissed_writesOnlyItsOwnOnItsThread() throws Exception {
    miss(1);
    miss(2);
    open.conclude(conclusion(3), soon());
    awaitNoneLeft();
    assertThat(journal.writers).containsOnlyKeys(id(1), id(2), id(3));
    assertThat(journal.writers.get(id(3))).isSameAs(Thread.currentThread());
    assertThat(journal.writers.get(id(1))).isNotSameAs(Thread.currentThread());
    assertThat(journal.writers.get(id(2))).isSameAs(journal.writers.get(id(1)));
  }

  @Test
  void conclude_missed_isTriedAgainByTimeAndTheThreadEnds() throws Exception {
    miss(1);
    assertThat(open.size()).isEqualTo(1);
    awaitNoneLeft();
    Thread writer = journal.writers.get(id(1));
    writer.join(30_000);
    assertThat(writer.isAlive()).isFalse();
    assertThat(writer.isDaemon()).isTrue();
    miss(2);
    awaitNoneLeft();
    assertThat(journal.writers).containsKey(id(2));
  }

  @Test
  void close_journalIsBack_writesWhatIsLeftBeforeItReturns() {
    miss(1);
    miss(2);
    miss(3);
    open.close();
    assertThat(open.size()).isZero();
    assertThat(journal.writers).hasSize(3);
  }

  @Test
  void close_journalStillDown_leavesItToRecovery() {
    miss(1);
    journal.down = true;
    open.close();
    assertThat(open.size()).isEqualTo(1);
    assertThat(journal.writers).isEmpty();
  }

  @Test
  void conclude_oneCanNeverBeWritten_doesNotHoldUpTheOthers() throws Exception {
    journal.poisoned = id(1);
    assertThatThrownBy(() -> open.conclude(conclusion(1), soon()))
        .isInstanceOf(IllegalStateException.class);
    miss(2);
    miss(3);
    Deadline patience = soon();
    while (open.size() > 1 && !patience.hasPassed()) {
      Thread.sleep(20);
    }
    assertThat(journal.writers).containsOnlyKeys(id(2), id(3));
  }

  @Test
  void conclude_tooManyMissed_keepsABoundedNumber() {
    journal.down = true;
    for (int i = 0; i < PendingConclusions.MOST + 3; i++) {
      RequestJournal.Conclusion one = conclusion(i);
      assertThatThrownBy(() -> open.conclude(one, soon()))
          .isInstanceOf(DependencyUnavailable.class);
    }
    assertThat(open.size()).isEqualTo(PendingConclusions.MOST);
  }

  @Test
  void settle_requestWasNeverOpen_endsInTheLaneLater() {
    UnidentifiedRefusal entry =
        new UnidentifiedRefusal(id(1), "c", "r", "192.0.2.0/24", Instant.EPOCH);
    journal.down = true;
    open.settle(conclusion(1), soon(), entry);
    journal.down = false;
    journal.stands = false;
    assertThat(lane.records()).isEmpty();
    open.close();
    assertThat(lane.records()).containsOnlyKeys(id(1));
    assertThat(open.size()).isZero();
  }

  /** A journal of conclusions alone: each is written, told to stand or not, or fails. */
  private static final class Conclusions implements RequestJournal {

    final Map<AuditId, Thread> writers = new ConcurrentHashMap<>();
    volatile boolean down;
    volatile boolean stands = true;
    volatile AuditId poisoned;

    @Override
    public boolean conclude(Conclusion conclusion, Deadline deadline) {
      if (down) {
        throw new DependencyUnavailable(Dependency.JOURNAL, false, "ordered by the test");
      }
      if (conclusion.id().equals(poisoned)) {
        throw new IllegalStateException("ordered by the test");
      }
      writers.put(conclusion.id(), Thread.currentThread());
      return stands;
    }

    @Override
    public Opened open(Opening opening, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Hold hold(HoldRequest request, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Reservation reserve(ReserveRequest request, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Unconcluded> takeOver(int most, Deadline deadline) {
      throw new UnsupportedOperationException();
    }
  }
}
