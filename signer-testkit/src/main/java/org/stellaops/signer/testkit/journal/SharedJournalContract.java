package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;

/**
 * What a {@link RequestJournal} promises that several nodes may use at the same time, beside what
 * the other contracts demand: no node concludes a request of one that lives, and what a node lost
 * it can neither sign nor conclude.
 */
public abstract class SharedJournalContract extends JournalContract {

  private static final Duration ALMOST = RequestJournal.NODE_LEASE.minusSeconds(1);

  @Override
  protected abstract SharedJournalBench newBench();

  private RequestJournal anotherNode() {
    return ((SharedJournalBench) bench()).anotherNode();
  }

  private static List<AuditId> taken(RequestJournal node) {
    return node.takeOver(1_000, soon()).stream().map(Unconcluded::id).toList();
  }

  private static boolean conclude(RequestJournal node, AuditId id, Bytes decision) {
    return node.conclude(new Conclusion(id, ACME, Outcome.UNKNOWN, decision, null), soon());
  }

  /** A node that holds {@code id} in place of the one that opened it. */
  private RequestJournal takerOf(AuditId id) {
    bench().advance(RequestJournal.NODE_LEASE);
    RequestJournal taker = anotherNode();
    assertThat(taken(taker)).contains(id);
    return taker;
  }

  @Test
  public void open_proofUsedAtAnotherNode_saysSo() {
    open(newId(), ACME, proof("A", "1"));

    Opening again = Openings.of(newId(), ACME, proof("A", "1"), record("opened"));
    assertThat(anotherNode().open(again, soon())).isEqualTo(new Opened.ProofUsed());
  }

  @Test
  public void takeOver_requestOfALivingNode_isNotGivenBeforeItsLeaseEnds() {
    AuditId id = opened();
    RequestJournal other = anotherNode();
    assertThat(taken(other)).isEmpty();

    bench().advance(ALMOST);
    assertThat(taken(other)).isEmpty();
    bench().advance(Duration.ofSeconds(1));
    assertThat(taken(other)).containsExactly(id);
  }

  @Test
  public void takeOver_ofTheOwner_renewsItsLease() {
    opened();
    RequestJournal other = anotherNode();

    for (int i = 0; i < 3; i++) {
      bench().advance(ALMOST);
      assertThat(takeOver()).isEmpty();
      assertThat(taken(other)).isEmpty();
    }
  }

  @Test
  public void takeOver_ownerGoesOnOpening_givesNoneOfItsRequests() {
    RequestJournal other = anotherNode();

    for (int i = 0; i < 4; i++) {
      opened();
      bench().advance(RequestJournal.NODE_LEASE.multipliedBy(2).dividedBy(5));
      assertThat(taken(other)).isEmpty();
    }
  }

  @Test
  public void takeOver_manyNodesAtOnce_giveEachRequestOnce() {
    List<AuditId> left = opened(100);
    bench().advance(RequestJournal.NODE_LEASE);
    List<RequestJournal> nodes = List.of(anotherNode(), anotherNode(), anotherNode());

    List<AuditId> given =
        Together.forEach(nodes, SharedJournalContract::taken).stream()
            .flatMap(List::stream)
            .toList();

    assertThat(given).containsExactlyInAnyOrderElementsOf(left);
  }

  @Test
  public void takeOver_takerEndsToo_givesItsRequestsToTheNext() {
    AuditId id = opened();
    RequestJournal taker = takerOf(id);

    bench().advance(ALMOST);
    RequestJournal next = anotherNode();
    assertThat(taken(next)).isEmpty();
    assertThat(taken(taker)).containsExactly(id);
    bench().advance(RequestJournal.NODE_LEASE);
    assertThat(taken(next)).containsExactly(id);
    assertThat(conclude(taker, id, record("late"))).isFalse();
    assertThat(conclude(next, id, record("recovered"))).isTrue();
  }

  @Test
  public void conclude_leaseEndedButNobodyTookOver_concludes() {
    AuditId id = opened();
    bench().advance(RequestJournal.NODE_LEASE.multipliedBy(2));

    assertThat(conclude(id, Outcome.SIGNED)).isTrue();
    assertThat(taken(anotherNode())).isEmpty();
  }

  @Test
  public void conclude_takenOver_saysFalseAndLeavesItToTheTaker() {
    AuditId id = opened();
    reserve(id, 1, PLENTY, PLENTY);
    RequestJournal taker = takerOf(id);

    assertThat(conclude(id, Outcome.SIGNED)).isFalse();
    assertThat(find(id)).hasSize(2);
    assertThat(conclude(taker, id, record("recovered"))).isTrue();
    assertThat(conclude(id, Outcome.SIGNED)).isFalse();
    assertThat(find(id))
        .extracting(e -> e.kind() == Kind.DECISION ? e.bytes() : null)
        .containsExactly(null, null, record("recovered"));
  }

  @Test
  public void reserve_takenOver_isRefusedAndWritesNothing() {
    AuditId id = opened();
    RequestJournal taker = takerOf(id);

    assertRefused(() -> reserve(id, 1, PLENTY, PLENTY));
    conclude(taker, id, record("recovered"));
    assertRefused(() -> reserve(id, 1, PLENTY, PLENTY));
    assertThat(find(id)).extracting(e -> e.kind()).containsExactly(Kind.OPENED, Kind.DECISION);
  }

  @Test
  public void hold_takenOver_isRefused() {
    AuditId id = opened();
    takerOf(id);

    assertRefused(() -> hold(id, WIDE, 10));
  }

  private static void assertRefused(ThrowingCallable step) {
    DependencyUnavailable thrown = catchThrowableOfType(DependencyUnavailable.class, step);
    assertThat(thrown).isNotNull();
    assertThat(thrown.dependency()).isEqualTo(Dependency.JOURNAL);
    assertThat(thrown.mayHaveHappened()).isFalse();
  }
}
