package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;

/**
 * What every {@link RequestJournal} promises about opening and concluding. Its promises about
 * quotas and idempotency keys are in {@link JournalQuotaContract} and {@link
 * JournalIdempotencyContract}; an implementation extends all three.
 */
public abstract class RequestJournalContract extends JournalContract {

  @Test
  public void open_newProof_isClaimedAndRecorded() {
    AuditId id = newId();

    assertThat(open(id, ACME, proof("A", "1"))).isEqualTo(new Opened.Claimed());
    assertThat(find(id)).extracting(Entry::kind).containsExactly(Kind.OPENED);
  }

  @Test
  public void open_usedProof_saysSoAndWritesNothing() {
    open(newId(), ACME, proof("A", "1"));
    AuditId second = newId();

    assertThat(open(second, OTHER, proof("A", "1"))).isEqualTo(new Opened.ProofUsed());
    assertThat(find(OTHER, second)).isEmpty();
    assertThat(conclude(second, OTHER, Outcome.REFUSED, record("decision"))).isFalse();
  }

  @Test
  public void open_sameJtiOfAnotherKey_isClaimed() {
    open(newId(), ACME, proof("A", "1"));

    assertThat(open(newId(), ACME, proof("B", "1"))).isEqualTo(new Opened.Claimed());
    assertThat(open(newId(), ACME, proof("A", "2"))).isEqualTo(new Opened.Claimed());
  }

  @Test
  public void open_withoutProof_isClaimedEachTime() {
    assertThat(open(newId(), ACME, null)).isEqualTo(new Opened.Claimed());
    assertThat(open(newId(), ACME, null)).isEqualTo(new Opened.Claimed());
  }

  @Test
  public void open_sameProofManyTimesAtOnce_isClaimedOnce() {
    List<AuditId> ids = IntStream.range(0, 1_000).mapToObj(i -> newId()).toList();

    List<Opened> answers = Together.forEach(ids, id -> open(id, ACME, proof("A", "1")));

    assertThat(Collections.frequency(answers, new Opened.Claimed())).isEqualTo(1);
    assertThat(ids.stream().filter(id -> !find(id).isEmpty())).hasSize(1);
  }

  @Test
  public void open_usedProofThatIsStillAcceptable_staysUsed() {
    open(newId(), ACME, proof("A", "1"));
    bench().advance(Duration.ofSeconds(65));
    opened();

    assertThat(open(newId(), ACME, proof("A", "1"))).isEqualTo(new Opened.ProofUsed());
  }

  @Test
  public void open_usedProofAfterRestart_staysUsed() {
    open(newId(), ACME, proof("A", "1"));
    bench().restart();

    assertThat(open(newId(), ACME, proof("A", "1"))).isEqualTo(new Opened.ProofUsed());
  }

  @Test
  public void open_usedProofAfterTheClockJumpedAheadAndBack_staysUsed() {
    open(newId(), ACME, proof("A", "1"));
    bench().advance(Duration.ofHours(1));
    for (int i = 0; i < 3; i++) {
      opened();
      bench().advance(Duration.ofSeconds(2));
    }
    bench().setBack(Duration.ofHours(1).plusSeconds(6));

    assertThat(open(newId(), ACME, proof("A", "1"))).isEqualTo(new Opened.ProofUsed());
  }

  @Test
  public void conclude_openRequest_isRecorded() {
    AuditId id = opened();

    assertThat(conclude(id, Outcome.REFUSED)).isTrue();
    assertThat(find(id)).extracting(Entry::kind).containsExactly(Kind.OPENED, Kind.DECISION);
    assertThat(find(id).get(1).bytes()).isEqualTo(record("decision"));
  }

  @Test
  public void conclude_againWithSameRecord_saysTrueAndWritesNothing() {
    AuditId id = opened();
    conclude(id, Outcome.SIGNED);

    assertThat(conclude(id, Outcome.SIGNED)).isTrue();
    assertThat(find(id)).hasSize(2);
  }

  @Test
  public void conclude_againWithAnotherRecord_saysFalseAndChangesNothing() {
    AuditId id = opened();
    conclude(id, Outcome.REFUSED);

    assertThat(conclude(id, ACME, Outcome.SIGNED, record("another"))).isFalse();
    assertThat(find(id)).hasSize(2);
    assertThat(find(id).get(1).bytes()).isEqualTo(record("decision"));
  }

  @Test
  public void conclude_unknownRequest_saysFalseAndWritesNothing() {
    AuditId id = newId();

    assertThat(conclude(id, Outcome.FAILED)).isFalse();
    assertThat(find(id)).isEmpty();
  }

  @Test
  public void conclude_requestOfAnotherTenant_saysFalseAndChangesNothing() {
    AuditId id = opened(ACME);

    assertThat(conclude(id, OTHER, Outcome.FAILED, record("decision"))).isFalse();
    assertThat(find(OTHER, id)).isEmpty();
    assertThat(conclude(id, Outcome.FAILED)).isTrue();
  }

  @Test
  public void conclude_afterRestart_knowsWhatWasConcluded() {
    AuditId id = opened();
    conclude(id, Outcome.SIGNED);
    bench().restart();

    assertThat(conclude(id, Outcome.SIGNED)).isTrue();
    assertThat(conclude(id, ACME, Outcome.ABORTED, record("another"))).isFalse();
  }

  @Test
  public void takeOver_requestsOfThisNode_areNotGivenHoweverLongItWasSilent() {
    opened();
    assertThat(takeOver()).isEmpty();

    bench().advance(RequestJournal.NODE_LEASE.multipliedBy(2));
    assertThat(takeOver()).isEmpty();
  }

  @Test
  public void takeOver_requestsOfANodeThatEnded_areGivenOldestFirst() {
    AuditId first = opened(OTHER);
    AuditId concluded = opened();
    AuditId intended = opened();
    reserve(intended, 1, PLENTY, PLENTY);
    conclude(concluded, Outcome.REFUSED);
    bench().restart();
    opened();

    assertThat(takeOver())
        .containsExactly(
            new Unconcluded(first, OTHER, false), new Unconcluded(intended, ACME, true));
  }

  @Test
  public void takeOver_moreThanAskedFor_areGivenAsTheOthersAreConcluded() {
    List<AuditId> left = opened(3);
    bench().restart();

    assertThat(journal().takeOver(2, soon()))
        .extracting(Unconcluded::id)
        .containsExactly(left.get(0), left.get(1));
    conclude(left.get(0), Outcome.ABORTED);
    assertThat(journal().takeOver(2, soon()))
        .extracting(Unconcluded::id)
        .containsExactly(left.get(1), left.get(2));
  }

  @Test
  public void takeOver_takenButNotConcluded_areGivenAgainAlsoToTheNextNode() {
    AuditId id = opened();
    bench().restart();

    assertThat(takeOver()).extracting(Unconcluded::id).containsExactly(id);
    assertThat(takeOver()).extracting(Unconcluded::id).containsExactly(id);
    bench().restart();
    assertThat(takeOver()).extracting(Unconcluded::id).containsExactly(id);
  }

  @Test
  public void takeOver_onceConcluded_areNotGiven() {
    AuditId id = opened();
    bench().restart();
    takeOver();

    assertThat(conclude(id, Outcome.ABORTED)).isTrue();
    assertThat(takeOver()).isEmpty();
  }

  @Test
  public void conclude_requestOfAnotherNodeNotTakenOver_saysFalseAndChangesNothing() {
    AuditId id = opened();
    bench().restart();

    assertThat(conclude(id, Outcome.ABORTED)).isFalse();
    assertThat(find(id)).hasSize(1);
    takeOver();
    assertThat(conclude(id, Outcome.ABORTED)).isTrue();
  }

  @Test
  public void anyStep_deadlinePassed_throwsAndDoesNotHappen() {
    AuditId id = newId();
    Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());

    DependencyUnavailable thrown =
        catchThrowableOfType(
            DependencyUnavailable.class,
            () -> journal().open(Openings.of(id, ACME, null, record("opened")), passed));

    assertThat(thrown.dependency()).isEqualTo(Dependency.JOURNAL);
    assertThat(thrown.mayHaveHappened()).isFalse();
    assertThat(find(id)).isEmpty();
  }

  @Test
  public void anyStep_threadInterrupted_throwsAndKeepsTheFlag() {
    AuditId id = newId();
    Thread.currentThread().interrupt();

    DependencyUnavailable thrown;
    boolean flag;
    try {
      thrown =
          catchThrowableOfType(DependencyUnavailable.class, () -> open(id, ACME, proof("A", "1")));
    } finally {
      flag = Thread.interrupted();
    }

    assertThat(thrown.mayHaveHappened()).isFalse();
    assertThat(flag).isTrue();
    assertThat(find(id)).isEmpty();
  }
}
