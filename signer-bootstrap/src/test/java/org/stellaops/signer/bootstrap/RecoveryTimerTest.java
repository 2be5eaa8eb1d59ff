package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.testkit.journal.FaultyJournal;
import org.stellaops.signer.testkit.journal.FaultyJournal.Fault;
import org.stellaops.signer.testkit.journal.FaultyJournal.Step;
import org.stellaops.signer.testkit.journal.InMemoryJournal;
import org.stellaops.signer.testkit.journal.Openings;

class RecoveryTimerTest {

  private static final Duration OFTEN = Duration.ofMillis(20);

  private final InMemoryJournal ended = new InMemoryJournal(InstantSource.system());
  private final InMemoryJournal own = ended.anotherNode();
  private final FaultyJournal journal = new FaultyJournal(own);

  private RecoveryTimer timer() {
    return new RecoveryTimer(new Recovery(journal, InstantSource.system()), Ticker.system());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private static void open(RequestJournal node, int number) {
    AuditId id = new AuditId("00000000-0000-7000-8000-%012d".formatted(number));
    node.open(Openings.of(id, new Tenant("acme"), null, Bytes.utf8("{}")), soon());
  }

  private void awaitOpen(int wanted) throws InterruptedException {
    Deadline patience = soon();
    while (own.openRequests() != wanted && !patience.hasPassed()) {
      Thread.sleep(10);
    }
    assertThat(own.openRequests()).isEqualTo(wanted);
  }

  @Test
  void start_requestsOfANodeThatEnded_areConcludedAtOnce() {
    open(ended, 1);
    ended.restarted();

    try (RecoveryTimer timer = timer()) {
      assertThat(timer.start(Duration.ofHours(1))).isEqualTo(new Recovery.Found(1, 0));
      assertThat(own.openRequests()).isZero();
    }
  }

  @Test
  void start_nodeEndsLater_isRecoveredThoughTheJournalFailedMeanwhile() throws Exception {
    open(ended, 1);
    open(own, 2);
    try (RecoveryTimer timer = timer()) {
      assertThat(timer.start(OFTEN)).isEqualTo(new Recovery.Found(0, 0));
      journal.fail(Step.TAKE_OVER, Fault.REFUSED);
      ended.restarted();
      Thread.sleep(5 * OFTEN.toMillis());
      assertThat(own.openRequests()).isEqualTo(2);
      journal.heal();
      awaitOpen(1);
    }
  }

  @Test
  void start_journalFails_throwsAndSchedulesNothing() throws Exception {
    open(ended, 1);
    ended.restarted();
    try (RecoveryTimer timer = timer()) {
      journal.fail(Step.TAKE_OVER, Fault.REFUSED);
      assertThatThrownBy(() -> timer.start(OFTEN)).isInstanceOf(DependencyUnavailable.class);
      journal.heal();
      Thread.sleep(5 * OFTEN.toMillis());
      assertThat(own.openRequests()).isEqualTo(1);
    }
  }

  @Test
  void close_running_endsTheRuns() throws Exception {
    open(ended, 1);
    RecoveryTimer timer = timer();
    timer.start(OFTEN);
    timer.close();
    ended.restarted();

    Thread.sleep(5 * OFTEN.toMillis());
    assertThat(own.openRequests()).isEqualTo(1);
  }
}
