package org.stellaops.signer.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

class RetryBudgetTest {

  private static Deadline in(Duration time) {
    return Deadline.in(time, Ticker.system());
  }

  @Test
  void take_afterTheThirdRequest_isRefused() {
    RetryBudget budget = new RetryBudget();
    assertThat(budget.take(1)).isTrue();
    assertThat(budget.take(2)).isTrue();
    assertThat(budget.take(3)).isFalse();
  }

  @Test
  void take_byMany_isRefusedAfterTen_andAgainOnceForFiveAnswers() {
    RetryBudget budget = new RetryBudget();
    for (int i = 0; i < 10; i++) {
      assertThat(budget.take(1)).isTrue();
    }
    assertThat(budget.take(1)).isFalse();
    for (int i = 0; i < 4; i++) {
      budget.answered();
    }
    assertThat(budget.take(1)).isFalse();
    budget.answered();
    assertThat(budget.take(1)).isTrue();
    assertThat(budget.take(1)).isFalse();
  }

  @Test
  void pause_leavesTimeForNoRequest_returnsAtOnce() throws InterruptedException {
    assertThat(RetryBudget.pause(1, in(Duration.ofMillis(40)))).isFalse();
  }

  @Test
  void pause_isLongerEachTime() throws InterruptedException {
    for (int asked = 1; asked <= 2; asked++) {
      long start = Ticker.system().nanos();
      assertThat(RetryBudget.pause(asked, in(Duration.ofSeconds(30)))).isTrue();
      assertThat(Ticker.system().nanos() - start)
          .isGreaterThanOrEqualTo(Duration.ofMillis(50L * asked).toNanos());
    }
  }

  @Test
  void pause_interrupted_ends() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> RetryBudget.pause(1, in(Duration.ofSeconds(30))));
  }

  @Test
  void attempt_givenUpBeforeItLeft_neverLeaves_andMayNotHaveSigned() {
    OutboundAttempt attempt = OutboundAttempt.toSign(() -> {});
    attempt.giveUp();
    assertThat(attempt.leave()).isFalse();
    assertThat(attempt.mayHaveSigned()).isFalse();
  }

  @Test
  void attempt_gateClosed_neverLeaves_andSaysWhy() {
    RuntimeException why = new IllegalStateException("told to be closed");
    OutboundAttempt attempt =
        OutboundAttempt.toSign(() -> {
          throw why;
        });
    assertThat(attempt.leave()).isFalse();
    assertThat(attempt.leave()).isFalse();
    assertThat(attempt.mayHaveSigned()).isFalse();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(attempt::requireNotRefused)
        .isSameAs(why);
  }

  @Test
  void attempt_givenUpAfterItLeft_mayHaveSigned_unlessItReads() {
    OutboundAttempt signs = OutboundAttempt.toSign(() -> {});
    OutboundAttempt reads = OutboundAttempt.toRead();
    assertThat(signs.leave() && reads.leave()).isTrue();
    signs.giveUp();
    reads.giveUp();
    assertThat(signs.mayHaveSigned()).isTrue();
    assertThat(reads.mayHaveSigned()).isFalse();
  }
}
