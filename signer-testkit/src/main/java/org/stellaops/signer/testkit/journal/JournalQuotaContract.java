package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;

/**
 * What every {@link org.stellaops.signer.ports.RequestJournal} promises about rate, concurrency,
 * bytes and counts.
 */
public abstract class JournalQuotaContract extends JournalContract {

  private static final RateLimit SLOW = new RateLimit(1, 5);
  private static final RateLimit ONCE = new RateLimit(1, 1);

  @Test
  public void open_manyAtOnceAtTheRate_opensExactlyTheBurst() {
    List<AuditId> ids = IntStream.range(0, 64).mapToObj(i -> newId()).toList();

    List<Opened> answers = Together.forEach(ids, id -> open(id, new RateLimit(1, 20), null));

    assertThat(answers.stream().filter(Opened.Claimed.class::isInstance)).hasSize(20);
    assertThat(answers.stream().filter(Opened.RateSpent.class::isInstance)).hasSize(44);
    assertThat(ids.stream().filter(id -> !find(id).isEmpty())).hasSize(20);
  }

  @Test
  public void open_rateSpent_saysWhenItHasRoomAgain() {
    for (int i = 0; i < 5; i++) {
      assertThat(open(newId(), SLOW, null)).isEqualTo(new Opened.Claimed());
    }

    Opened.RateSpent spent = (Opened.RateSpent) open(newId(), SLOW, null);

    assertThat(spent.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    bench().advance(spent.retryAfter());
    assertThat(open(newId(), SLOW, null)).isEqualTo(new Opened.Claimed());
    assertThat(open(newId(), SLOW, null)).isInstanceOf(Opened.RateSpent.class);
  }

  @Test
  public void open_rateSpent_burnsNoProofAndOpensNothing() {
    open(newId(), ONCE, null);
    AuditId id = newId();

    assertThat(open(id, ONCE, proof("A", "1"))).isInstanceOf(Opened.RateSpent.class);

    assertThat(find(id)).isEmpty();
    assertThat(conclude(id, Outcome.REFUSED)).isFalse();
    bench().advance(Duration.ofSeconds(1));
    assertThat(open(id, ONCE, proof("A", "1"))).isEqualTo(new Opened.Claimed());
  }

  @Test
  public void open_usedProof_takesNoRate() {
    open(newId(), new RateLimit(1, 2), proof("A", "1"));
    for (int i = 0; i < 20; i++) {
      assertThat(open(newId(), new RateLimit(1, 2), proof("A", "1")))
          .isEqualTo(new Opened.ProofUsed());
    }

    assertThat(open(newId(), new RateLimit(1, 2), null)).isEqualTo(new Opened.Claimed());
  }

  @Test
  public void open_usedProofAtASpentRate_isUsed() {
    open(newId(), ONCE, proof("A", "1"));

    assertThat(open(newId(), ONCE, proof("A", "1"))).isEqualTo(new Opened.ProofUsed());
  }

  @Test
  public void open_rateOfAnotherClientOrTenant_countsForItself() {
    open(newId(), ONCE, null);

    assertThat(open(newId(), ACME, new ClientId("another"), ONCE, null))
        .isEqualTo(new Opened.Claimed());
    assertThat(open(newId(), OTHER, CLIENT, ONCE, null)).isEqualTo(new Opened.Claimed());
    assertThat(open(newId(), ONCE, null)).isInstanceOf(Opened.RateSpent.class);
  }

  @Test
  public void open_withoutARate_takesNoneOfAnyClient() {
    for (int i = 0; i < 5; i++) {
      assertThat(openWithoutRate(newId())).isEqualTo(new Opened.Claimed());
    }

    assertThat(open(newId(), ONCE, null)).isEqualTo(new Opened.Claimed());
    assertThat(openWithoutRate(newId())).isEqualTo(new Opened.Claimed());
    assertThat(open(newId(), ONCE, null)).isInstanceOf(Opened.RateSpent.class);
  }

  private Opened openWithoutRate(AuditId id) {
    return journal().open(new Opening(id, ACME, null, null, record("opened")), soon());
  }

  @Test
  public void open_concludedOrNot_spendsTheRate() {
    AuditId refused = newId();
    open(refused, ONCE, null);
    conclude(refused, Outcome.REFUSED);

    assertThat(open(newId(), ONCE, null)).isInstanceOf(Opened.RateSpent.class);
  }

  @Test
  public void open_rateRaised_hasRoomWhenItSays() {
    RateLimit slow = new RateLimit(1, 100);
    for (int i = 0; i < 100; i++) {
      open(newId(), slow, null);
    }
    RateLimit raised = new RateLimit(100, 100);

    // The answer holds under the rate that gave it, whatever was taken under the other.
    if (open(newId(), raised, null) instanceof Opened.RateSpent spent) {
      bench().advance(spent.retryAfter());
    }

    assertThat(open(newId(), raised, null)).isEqualTo(new Opened.Claimed());
  }

  @Test
  public void open_rateLowered_isSpentAtOnce() {
    for (int i = 0; i < 5; i++) {
      open(newId(), new RateLimit(1, 100), null);
    }

    assertThat(open(newId(), ONCE, null)).isInstanceOf(Opened.RateSpent.class);
  }

  @Test
  public void open_rateAfterRestart_isStillSpent() {
    open(newId(), ONCE, null);
    bench().restart();

    assertThat(open(newId(), ONCE, null)).isInstanceOf(Opened.RateSpent.class);
  }

  @Test
  public void open_rateOfManyClients_isForgottenOnlyWhenItIsFullAgain() {
    open(newId(), new RateLimit(1, 60), null);
    for (int i = 0; i < 300; i++) {
      open(newId(), ACME, new ClientId("client-" + i), ONCE, null);
      bench().advance(Duration.ofMillis(20));
    }

    assertThat(open(newId(), ACME, new ClientId("client-299"), ONCE, null))
        .isInstanceOf(Opened.RateSpent.class);
    assertThat(open(newId(), ACME, new ClientId("client-0"), ONCE, null))
        .isEqualTo(new Opened.Claimed());
  }

  @Test
  public void hold_manyAtOnceAtTheRate_holdsExactlyTheBurst() {
    List<Hold> answers = Together.forEach(opened(64), id -> hold(id, new RateLimit(1, 20), 1_000));

    assertThat(answers.stream().filter(Hold.Held.class::isInstance)).hasSize(20);
    assertThat(answers.stream().filter(a -> isFull(a, QuotaName.RATE))).hasSize(44);
  }

  @Test
  public void hold_manyAtOnceAtTheConcurrency_holdsExactlyThatMany() {
    List<Hold> answers = Together.forEach(opened(64), id -> hold(id, WIDE, 10));

    assertThat(answers.stream().filter(Hold.Held.class::isInstance)).hasSize(10);
    assertThat(answers.stream().filter(a -> isFull(a, QuotaName.CONCURRENCY))).hasSize(54);
  }

  @Test
  public void hold_rateSpent_saysWhenItHasRoomAgain() {
    for (int i = 0; i < 5; i++) {
      assertThat(hold(opened(), SLOW, 100)).isEqualTo(new Hold.Held(4 - i));
    }

    Hold.Full full = (Hold.Full) hold(opened(), SLOW, 100);

    assertThat(full.quota()).isEqualTo(QuotaName.RATE);
    assertThat(full.retryAfter()).isPositive();
    bench().advance(full.retryAfter());
    assertThat(hold(opened(), SLOW, 100)).isEqualTo(new Hold.Held(0));
  }

  @Test
  public void hold_concurrencyFull_takesNoRate() {
    hold(opened(), SLOW, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(isFull(hold(opened(), SLOW, 1), QuotaName.CONCURRENCY)).isTrue();
    }

    assertThat(hold(opened(), SLOW, 2)).isEqualTo(new Hold.Held(3));
  }

  @Test
  public void hold_rateFull_takesNoConcurrency() {
    RateLimit once = new RateLimit(1, 1);
    hold(opened(), once, 2);
    assertThat(isFull(hold(opened(), once, 2), QuotaName.RATE)).isTrue();
    bench().advance(Duration.ofSeconds(2));

    assertThat(hold(opened(), WIDE, 2)).isInstanceOf(Hold.Held.class);
  }

  @Test
  public void hold_afterAnotherConcluded_hasRoom() {
    AuditId first = opened();
    hold(first, WIDE, 1);
    conclude(first, Outcome.REFUSED);

    assertThat(hold(opened(), WIDE, 1)).isInstanceOf(Hold.Held.class);
  }

  @Test
  public void hold_leaseOfAnotherEnded_hasRoom() {
    hold(opened(), WIDE, 1);
    bench().advance(LEASE.minusMillis(1));
    assertThat(isFull(hold(opened(), WIDE, 1), QuotaName.CONCURRENCY)).isTrue();
    bench().advance(Duration.ofMillis(1));

    assertThat(hold(opened(), WIDE, 1)).isInstanceOf(Hold.Held.class);
  }

  @Test
  public void hold_ofAnotherTenant_countsForItself() {
    RateLimit once = new RateLimit(1, 1);
    hold(opened(), once, 1);

    assertThat(hold(opened(OTHER), OTHER, once, 1)).isEqualTo(new Hold.Held(0));
  }

  @Test
  public void hold_afterRestart_isStillHeld() {
    AuditId first = opened();
    hold(first, WIDE, 1);
    conclude(opened(), Outcome.REFUSED);
    bench().restart();

    assertThat(isFull(hold(opened(), WIDE, 1), QuotaName.CONCURRENCY)).isTrue();
  }

  @Test
  public void reserve_withinLimits_chargesAndRecordsTheIntent() {
    AuditId id = opened();

    assertThat(reserve(id, 30, 100, 10)).isEqualTo(new Reservation.Reserved(70, 9));
    assertThat(find(id)).extracting(Entry::kind).containsExactly(Kind.OPENED, Kind.INTENT);
    assertThat(find(id).get(1).bytes()).isEqualTo(record("intent"));
    assertThat(reserve(opened(), 70, 100, 10)).isEqualTo(new Reservation.Reserved(0, 8));
  }

  @Test
  public void reserve_oneByteOver_isFullAndWritesNothing() {
    AuditId id = opened();

    Reservation.Full full = (Reservation.Full) reserve(id, 101, 100, 10);

    assertThat(full.quota()).isEqualTo(QuotaName.BYTES_PER_DAY);
    assertThat(find(id)).extracting(Entry::kind).containsExactly(Kind.OPENED);
    assertThat(reserve(opened(), 100, 100, 10)).isEqualTo(new Reservation.Reserved(0, 9));
  }

  @Test
  public void reserve_countSpent_isFullAndChargesNoBytes() {
    reserve(opened(), 1, 100, 1);

    Reservation.Full full = (Reservation.Full) reserve(opened(), 1, 100, 1);

    assertThat(full.quota()).isEqualTo(QuotaName.SIGNATURES_PER_DAY);
    assertThat(reserve(opened(), 99, 100, 2)).isEqualTo(new Reservation.Reserved(0, 0));
  }

  @Test
  public void reserve_severalSignatures_countsEach() {
    assertThat(reserve(opened(), 3, 0, 100, 10)).isEqualTo(new Reservation.Reserved(100, 7));
    assertThat(reserve(opened(), 7, 0, 100, 10)).isEqualTo(new Reservation.Reserved(100, 0));
  }

  @Test
  public void reserve_moreSignaturesThanLeft_isFullAndWritesNothing() {
    reserve(opened(), 8, 0, 100, 10);
    AuditId id = opened();

    Reservation.Full full = (Reservation.Full) reserve(id, 3, 1, 100, 10);

    assertThat(full.quota()).isEqualTo(QuotaName.SIGNATURES_PER_DAY);
    assertThat(find(id)).extracting(Entry::kind).containsExactly(Kind.OPENED);
    assertThat(reserve(opened(), 2, 0, 100, 10)).isEqualTo(new Reservation.Reserved(100, 0));
  }

  @Test
  public void reserve_ofNothing_recordsTheIntentWhereTheDayIsFull_andChargesNothing() {
    reserve(opened(), 10, 100, 100, 10);
    for (Outcome outcome : List.of(Outcome.SIGNED, Outcome.FAILED)) {
      AuditId id = opened();
      assertThat(reserve(id, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE))
          .isInstanceOf(Reservation.Reserved.class);
      assertThat(find(id)).extracting(Entry::kind).containsExactly(Kind.OPENED, Kind.INTENT);
      conclude(id, outcome);
    }

    assertThat(reserve(opened(), 0, 0, 100, 10)).isEqualTo(new Reservation.Reserved(0, 0));
  }

  @Test
  public void reserve_ofNothing_thatCrashed_isKnownToBeIntended() {
    AuditId id = opened();
    reserve(id, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE);
    bench().restart();

    assertThat(takeOver()).extracting(Unconcluded::intended).containsExactly(true);
  }

  @Test
  public void conclude_severalSignatures_givesEachBackOrKeepsEach() {
    AuditId failed = opened();
    reserve(failed, 3, 10, 100, 10);
    AuditId unknown = opened();
    reserve(unknown, 4, 10, 100, 10);
    conclude(failed, Outcome.FAILED);
    conclude(unknown, Outcome.UNKNOWN);

    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(90, 5));
  }

  @Test
  public void reserve_manyAtOnceAtTheLimit_reservesExactlyThatMany() {
    List<Reservation> answers = Together.forEach(opened(64), id -> reserve(id, 10, 155, 1_000));

    assertThat(answers.stream().filter(Reservation.Reserved.class::isInstance)).hasSize(15);
  }

  @Test
  public void reserve_fullToday_hasRoomWhenItSays() {
    reserve(opened(), 100, 100, 10);
    Reservation.Full full = (Reservation.Full) reserve(opened(), 1, 100, 10);

    assertThat(full.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofDays(1));
    bench().advance(full.retryAfter().minusSeconds(1));
    assertThat(reserve(opened(), 1, 100, 10)).isInstanceOf(Reservation.Full.class);
    bench().advance(Duration.ofSeconds(1));
    assertThat(reserve(opened(), 100, 100, 10)).isEqualTo(new Reservation.Reserved(0, 9));
  }

  @Test
  public void reserve_clockSetBackOverMidnight_staysOnTheSameDay() {
    bench().advance(Duration.ofHours(20));
    reserve(opened(), 100, 100, 10);
    bench().setBack(Duration.ofHours(12));

    assertThat(reserve(opened(), 1, 100, 10)).isInstanceOf(Reservation.Full.class);
  }

  @Test
  public void conclude_signedOrUnknown_keepsTheCharge() {
    for (Outcome outcome : List.of(Outcome.SIGNED, Outcome.UNKNOWN)) {
      AuditId id = opened();
      reserve(id, 10, 100, 10);
      conclude(id, outcome);
    }

    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(80, 7));
  }

  @Test
  public void conclude_anyOtherOutcome_givesTheChargeBack() {
    for (Outcome outcome :
        List.of(Outcome.ANSWERED, Outcome.REFUSED, Outcome.FAILED, Outcome.ABORTED)) {
      AuditId id = opened();
      reserve(id, 10, 100, 10);
      conclude(id, outcome);
    }

    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(100, 9));
  }

  @Test
  public void conclude_twice_givesBackOnce() {
    reserve(opened(), 50, 100, 10);
    AuditId id = opened();
    reserve(id, 10, 100, 10);
    conclude(id, Outcome.FAILED);
    conclude(id, Outcome.FAILED);

    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(50, 8));
  }

  @Test
  public void conclude_afterMidnight_givesBackToTheDayOfTheCharge() {
    AuditId id = opened();
    reserve(id, 10, 100, 10);
    bench().advance(Duration.ofDays(1));
    reserve(opened(), 50, 100, 10);
    conclude(id, Outcome.FAILED);

    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(50, 8));
  }

  @Test
  public void conclude_requestThatCrashed_givesTheChargeBack() {
    AuditId id = opened();
    reserve(id, 10, 100, 10);
    bench().restart();
    takeOver();
    conclude(id, Outcome.ABORTED);

    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(100, 9));
  }

  private Opened open(AuditId id, RateLimit rate, @Nullable ProofClaim proof) {
    return open(id, ACME, CLIENT, rate, proof);
  }

  private static boolean isFull(Hold answer, QuotaName quota) {
    return answer instanceof Hold.Full full && full.quota() == quota;
  }
}
