package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.testkit.journal.FaultyJournal.Fault;
import org.stellaops.signer.testkit.journal.FaultyJournal.Step;

/** Each write of the journal fails: it did not happen, or it did and nobody was told. */
class JournalFaultsTest {

  private final SignerFixture harness =
      new SignerFixture(
          house -> house.limits = new Limits(1 << 20, new RateLimit(50, 100), 1, 1 << 30, 1));

  private static ServiceFailure failed(Response outcome) {
    assertThat(outcome).isInstanceOf(Response.Failed.class);
    ServiceFailure why = ((Response.Failed) outcome).why();
    assertThat(why.code()).isEqualTo(ErrorCode.SIGNING_UNAVAILABLE);
    assertThat(why.reason().word()).isEqualTo("journal");
    assertThat(why.retryAfter()).isPositive();
    return why;
  }

  private long laneRecords() {
    return harness.lane.counts().values().stream().mapToLong(Long::longValue).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN,REFUSED",
    "OPEN,LOST",
    "OPEN,UNACKNOWLEDGED",
    "HOLD,REFUSED",
    "HOLD,LOST",
    "HOLD,UNACKNOWLEDGED",
    "RECALL,REFUSED",
    "RESERVE,REFUSED",
    "RESERVE,LOST",
    "RESERVE,UNACKNOWLEDGED"
  })
  void sign_journalFailsBeforeTheKey_failsWithOneRecordAndNothingHeld(Step step, Fault fault) {
    harness.journal.failNext(step, fault);
    Response outcome = harness.sign(harness.body(), "key-1");
    failed(outcome);
    assertThat(harness.trace().facts()).containsEntry("auditId", outcome.requestId().value());
    assertThat(harness.trace().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(harness.signatures()).isZero();
    assertThat(harness.book.openRequests()).isZero();
    assertThat(harness.decisions() + laneRecords()).isEqualTo(1);
    if (harness.decisions() == 1) {
      assertThat(SignerFixture.text(harness.decision(), "decision")).isEqualTo("failed");
      assertThat(SignerFixture.text(harness.decision(), "id"))
          .isEqualTo(outcome.requestId().value());
    } else {
      assertThat(harness.lane.records()).containsOnlyKeys(outcome.requestId());
    }
    // The only signature of the day and the only place are both still there, and so is the key.
    assertThat(harness.sign(harness.body(), "key-1")).isInstanceOf(Response.Answered.class);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void sign_openingLostAndJournalDown_isSettledWhenTheJournalIsBack(Fault fault) {
    harness.journal.failNext(Step.OPEN, fault);
    harness.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    failed(harness.sign(harness.body()));
    harness.journal.heal();
    harness.signer.close();
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    assertThat(harness.book.openRequests()).isZero();
    assertThat(harness.decisions() + laneRecords()).isEqualTo(2);
  }

  @Test
  void sign_conclusionLostOnItsWay_isReadAgainAndAnswered() {
    for (Fault fault : List.of(Fault.LOST, Fault.UNACKNOWLEDGED)) {
      SignerFixture fresh = new SignerFixture();
      fresh.journal.failNext(Step.CONCLUDE, fault);
      assertThat(fresh.sign(fresh.body())).isInstanceOf(Response.Answered.class);
      assertThat(fresh.decisions()).isEqualTo(1);
      assertThat(fresh.signatures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void sign_conclusionNotDurable_isNotAnsweredAndConcludedLater(Fault fault) {
    SignerFixture roomy = new SignerFixture();
    roomy.journal.fail(Step.CONCLUDE, fault);
    failed(roomy.sign(roomy.body(), "key-1"));
    assertThat(roomy.trace().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    assertThat(roomy.trace().code()).isEqualTo("signing_unavailable");
    assertThat(roomy.signer.unconcluded()).isEqualTo(1);
    roomy.journal.heal();
    assertThat(roomy.signatures()).isEqualTo(1);

    roomy.signer.close();
    assertThat(roomy.signer.unconcluded()).isZero();
    assertThat(roomy.book.openRequests()).isZero();
    assertThat(roomy.decisions()).isEqualTo(1);
    assertThat(SignerFixture.text(roomy.decision(), "decision")).isEqualTo("signed");
  }

  @Test
  void sign_conclusionNotDurable_repeatIsAnsweredFromItOnceItIs() {
    SignerFixture roomy = new SignerFixture();
    String body = roomy.body().toString();
    roomy.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    Response first = roomy.sign(body, "key-1");
    roomy.journal.heal();
    roomy.signer.close();
    Bytes repeat = SignerFixture.written(roomy.sign(body, "key-1"));
    assertThat(SignerFixture.text(SignerFixture.json(repeat), "auditId"))
        .isEqualTo(first.requestId().value());
    assertThat(roomy.signatures()).isEqualTo(1);
  }

  @Test
  void sign_refusalNotDurable_isNotToldButConcludedLater() {
    harness.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    failed(harness.sign(harness.body().with("extra", "1")));
    assertThat(harness.trace().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    harness.journal.heal();
    harness.signer.close();
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Answered.class);
    assertThat(harness.book.openRequests()).isZero();
    assertThat(harness.records().toString()).contains("json-unknown-member");
  }

  @Test
  void sign_manyConclusionsMissed_areAllMadeUpFor() {
    SignerFixture roomy = new SignerFixture();
    roomy.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    List<Response> outcomes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      outcomes.add(roomy.sign(roomy.body()));
    }
    outcomes.forEach(JournalFaultsTest::failed);
    roomy.journal.heal();
    roomy.sign(roomy.body());
    roomy.signer.close();
    assertThat(roomy.book.openRequests()).isZero();
    assertThat(roomy.decisions()).isEqualTo(13);
  }

  @Test
  void sign_failsAndCannotBeConcluded_isShownAsItIsAndNotAsUnconfirmed() {
    harness.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    harness.keys.behave((honest, key, what, deadline) -> {
      throw new IllegalStateException("bug");
    });
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Failed.class);
    assertThat(harness.trace().outcome()).isEqualTo(Outcome.UNKNOWN);
    harness.journal.heal();
    harness.signer.close();
    assertThat(SignerFixture.text(harness.decision(), "decision")).isEqualTo("unknown");
  }

  @Test
  void sign_timeIsOver_failsButGetsItsRecord() {
    harness.keys.behave((honest, key, what, deadline) -> {
      harness.clock.advance(Duration.ofSeconds(61));
      return honest.sign(key, what, deadline);
    });
    assertThat(harness.sign(harness.body())).isInstanceOf(Response.Failed.class);
    assertThat(harness.book.openRequests()).isZero();
    assertThat(harness.decisions()).isEqualTo(1);
  }

  @Test
  void recover_afterACrash_concludesWhatWasLeftOpen() {
    SignerFixture crashed = new SignerFixture();
    crashed.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    crashed.sign(crashed.body().with("extra", "1"));
    crashed.sign(crashed.body());
    var next = crashed.book.restarted();
    Recovery recovery = new Recovery(next, crashed.clock);
    Deadline soon = Deadline.in(Duration.ofSeconds(5), crashed.clock);
    assertThat(recovery.recover(soon)).isEqualTo(new Recovery.Found(1, 1));
    assertThat(recovery.recover(soon)).isEqualTo(new Recovery.Found(0, 0));
    assertThat(next.openRequests()).isZero();
    assertThat(crashed.records().toString())
        .contains("\"decision\":\"aborted\"")
        .contains("\"decision\":\"unknown\"");
    crashed.signer.close();
  }

  @Test
  void sign_anotherNodeTookOverWhileTheKeySigned_releasesNothing() {
    SignerFixture slow = new SignerFixture();
    slow.keys.behave((honest, key, what, deadline) -> {
      assertThat(recoverAtAnotherNode(slow)).isEqualTo(new Recovery.Found(0, 1));
      return honest.sign(key, what, deadline);
    });
    failed(slow.sign(slow.body(), "key-1"));
    assertThat(slow.signatures()).isEqualTo(1);
    assertThat(slow.trace().outcome()).isEqualTo(Outcome.UNCONFIRMED);
    slow.signer.close();
    assertThat(slow.decisions()).isEqualTo(1);
    assertThat(SignerFixture.text(slow.decision(), "decision")).isEqualTo("unknown");
  }

  @Test
  void sign_anotherNodeTookOverBeforeTheIntent_asksNoKey() {
    SignerFixture slow = new SignerFixture();
    slow.recording.whileReserving(
        () -> assertThat(recoverAtAnotherNode(slow)).isEqualTo(new Recovery.Found(1, 0)));
    failed(slow.sign(slow.body(), "key-1"));
    assertThat(slow.signatures()).isZero();
    assertThat(slow.decisions()).isEqualTo(1);
    assertThat(SignerFixture.text(slow.decision(), "decision")).isEqualTo("aborted");
  }

  @Test
  void sign_anotherNodeRecoversMeanwhile_isAnswered() {
    SignerFixture living = new SignerFixture();
    living.keys.behave((honest, key, what, deadline) -> {
      Recovery other = new Recovery(living.book.anotherNode(), living.clock);
      assertThat(other.recover(soon(living))).isEqualTo(new Recovery.Found(0, 0));
      return honest.sign(key, what, deadline);
    });
    assertThat(living.sign(living.body())).isInstanceOf(Response.Answered.class);
    assertThat(living.decisions()).isEqualTo(1);
  }

  @Test
  void recover_moreThanABatch_concludesAll() {
    SignerFixture crashed = new SignerFixture();
    crashed.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    for (int i = 0; i < 120; i++) {
      crashed.sign(crashed.body().with("extra", "1"));
    }
    var next = crashed.book.restarted();
    int left = next.openRequests();
    assertThat(left).isGreaterThan(100);
    assertThat(new Recovery(next, crashed.clock).recover(soon(crashed)))
        .isEqualTo(new Recovery.Found(left, 0));
    assertThat(next.openRequests()).isZero();
    crashed.signer.close();
  }

  private static Recovery.Found recoverAtAnotherNode(SignerFixture harness) {
    Duration lease = RequestJournal.NODE_LEASE;
    harness.clock.set(harness.clock.instant().plus(lease));
    return new Recovery(harness.book.anotherNode(), harness.clock).recover(soon(harness));
  }

  private static Deadline soon(SignerFixture harness) {
    return Deadline.in(Duration.ofSeconds(5), harness.clock);
  }
}
