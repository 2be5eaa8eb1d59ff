package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal.Earlier;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;
import org.stellaops.signer.ports.RequestJournal.Reservation;

/** What every {@link org.stellaops.signer.ports.RequestJournal} promises about idempotency keys. */
public abstract class JournalIdempotencyContract extends JournalContract {

  private static final IdempotencyClaim CLAIM = claim("k");
  private static final Earlier RUNNING = new Earlier.Running(CLAIM.body());

  @Test
  public void recall_keyNeverUsed_isEmptyAndClaimsNothing() {
    assertThat(recall(CLAIM)).isEmpty();
    assertThat(reserve(opened(), CLAIM)).isInstanceOf(Reservation.Reserved.class);
  }

  @Test
  public void recall_whileRunning_saysSo() {
    reserve(opened(), CLAIM);

    assertThat(recall(CLAIM)).contains(RUNNING);
  }

  @Test
  public void recall_afterSigned_hasTheResult() {
    AuditId id = opened();
    reserve(id, CLAIM);
    conclude(id, Outcome.SIGNED);

    Earlier answered = new Earlier.Answered(CLAIM.body(), id, record("result"));
    assertThat(recall(CLAIM)).contains(answered);
    assertThat(reserve(opened(), CLAIM)).isEqualTo(new Reservation.Taken(answered));
    bench().restart();
    assertThat(recall(CLAIM)).contains(answered);
  }

  @Test
  public void recall_withAnotherBody_tellsTheFirstBody() {
    reserve(opened(), CLAIM);
    IdempotencyClaim other =
        new IdempotencyClaim(
            CLAIM.tenant(),
            CLAIM.client(),
            CLAIM.route(),
            CLAIM.key(),
            record("other body").sha256());

    assertThat(recall(other)).contains(RUNNING);
    assertThat(reserve(opened(), other)).isEqualTo(new Reservation.Taken(RUNNING));
  }

  @Test
  public void recall_inAnotherScope_isEmpty() {
    reserve(opened(), CLAIM);

    assertThat(recall(scope("ci", "POST /sign/export", "k"))).isEmpty();
    assertThat(recall(scope("other", CLAIM.route(), "k"))).isEmpty();
    assertThat(recall(scope("ci", CLAIM.route(), "K"))).isEmpty();
    assertThat(
            recall(
                new IdempotencyClaim(
                    OTHER, CLAIM.client(), CLAIM.route(), CLAIM.key(), CLAIM.body())))
        .isEmpty();
  }

  @Test
  public void reserve_keyTaken_writesAndChargesNothing() {
    reserve(opened(), CLAIM);
    AuditId second = opened();

    assertThat(reserve(second, CLAIM)).isEqualTo(new Reservation.Taken(RUNNING));
    assertThat(find(second)).extracting(Entry::kind).containsExactly(Kind.OPENED);
    assertThat(reserve(opened(), 0, 100, 10)).isEqualTo(new Reservation.Reserved(99, 8));
  }

  @Test
  public void reserve_sameKeyManyTimesAtOnce_isReservedOnce() {
    List<Reservation> answers = Together.forEach(opened(64), id -> reserve(id, CLAIM));

    assertThat(answers.stream().filter(Reservation.Reserved.class::isInstance)).hasSize(1);
  }

  @Test
  public void reserve_noRoom_claimsNoKey() {
    reserve(opened(), PLENTY, PLENTY, PLENTY);

    assertThat(reserve(opened(), CLAIM)).isInstanceOf(Reservation.Full.class);
    assertThat(recall(CLAIM)).isEmpty();
  }

  @Test
  public void conclude_notSigned_freesTheKey() {
    for (Outcome outcome :
        List.of(Outcome.REFUSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.ABORTED)) {
      AuditId id = opened();
      assertThat(reserve(id, CLAIM)).isInstanceOf(Reservation.Reserved.class);
      conclude(id, outcome);
      assertThat(recall(CLAIM)).as("after %s", outcome).isEmpty();
    }
  }

  @Test
  public void conclude_ofAnotherRequest_leavesTheKey() {
    reserve(opened(), CLAIM);
    conclude(opened(), Outcome.FAILED);

    assertThat(recall(CLAIM)).contains(RUNNING);
  }

  @Test
  public void recall_within24Hours_stillKnows() {
    AuditId id = opened();
    reserve(id, CLAIM);
    conclude(id, Outcome.SIGNED);
    bench().advance(Duration.ofHours(24).minusSeconds(1));
    opened();

    assertThat(recall(CLAIM)).isPresent();
  }

  @Test
  public void reserve_24HoursLater_isReservedAnew() {
    AuditId id = opened();
    reserve(id, CLAIM);
    conclude(id, Outcome.SIGNED);
    bench().advance(Duration.ofHours(24));

    assertThat(recall(CLAIM)).isEmpty();
    assertThat(reserve(opened(), CLAIM)).isInstanceOf(Reservation.Reserved.class);
    assertThat(recall(CLAIM)).contains(RUNNING);
  }

  @Test
  public void conclude_afterItsKeyRanOut_leavesTheNextClaimAlone() {
    AuditId late = opened();
    reserve(late, CLAIM);
    bench().advance(Duration.ofHours(24));
    reserve(opened(), CLAIM);
    conclude(late, Outcome.SIGNED);

    assertThat(recall(CLAIM)).contains(RUNNING);
  }

  private static IdempotencyClaim scope(String client, String route, String key) {
    return new IdempotencyClaim(
        ACME, new ClientId(client), route, new IdempotencyKey(key), CLAIM.body());
  }
}
