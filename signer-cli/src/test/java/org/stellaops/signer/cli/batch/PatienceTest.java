package org.stellaops.signer.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.model.Ticker;

class PatienceTest {

  private final Patience patience = new Patience(Ticker.system());
  private final AtomicInteger asked = new AtomicInteger();

  private static CommandFailed failed(
      ExitCode exit, String code, @Nullable Integer status, @Nullable Long retryAfter) {
    return new CommandFailed(
        exit, new FailureFacts(code, null, null, null, null, status, retryAfter, null), code, null);
  }

  /** Fails as it is told, and then gives the answer. */
  private String ask(List<CommandFailed> failures) throws InterruptedException {
    Deque<CommandFailed> left = new ArrayDeque<>(failures);
    return patience.ask(() -> {
      asked.incrementAndGet();
      if (!left.isEmpty()) {
        throw left.remove();
      }
      return "answer";
    });
  }

  @Test
  void quota_isAskedAgainAsOftenAsItIsSpent() throws InterruptedException {
    CommandFailed remote = failed(ExitCode.LATER, "quota_exceeded", 429, 0L);
    CommandFailed proxy = failed(ExitCode.LATER, "unavailable", 429, 0L);
    CommandFailed inProcess = failed(ExitCode.LATER, "quota_exceeded", null, 0L);

    assertThat(ask(List.of(remote, proxy, inProcess, remote, remote))).isEqualTo("answer");

    assertThat(asked).hasValue(6);
  }

  @Test
  void quota_isNotAskedBeforeItsTime() throws InterruptedException {
    long start = System.nanoTime();

    ask(List.of(failed(ExitCode.LATER, "quota_exceeded", 429, 1L)));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({"quota_exceeded, 429", "signing_unavailable, 503"})
  void waitThatIsTooLong_isNotWaited(String code, int status) {
    CommandFailed day = failed(ExitCode.LATER, code, status, 3600L);

    assertThatThrownBy(() -> ask(List.of(day))).isSameAs(day);

    assertThat(asked).hasValue(1);
    assertThat(patience.left()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, policy_denied, 403",
    "REFUSED, invalid_token, 401",
    "NO, not_verified,",
    "UNREACHABLE, answer_unusable, 500",
    "UNREACHABLE, file_unusable,"
  })
  void whatStaysSo_isAskedOnce(ExitCode exit, String code, @Nullable Integer status) {
    CommandFailed no = failed(exit, code, status, null);

    assertThatThrownBy(() -> ask(List.of(no))).isSameAs(no);

    assertThat(asked).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "LATER, signing_unavailable, 503",
    "LATER, key_unavailable,",
    "UNREACHABLE, server_unreachable,",
    "UNREACHABLE, answer_unusable, 502",
    "REFUSED, request_in_progress, 409"
  })
  void outage_isAskedAgainLater(ExitCode exit, String code, @Nullable Integer status)
      throws InterruptedException {
    long start = System.nanoTime();

    assertThat(ask(List.of(failed(exit, code, status, null)))).isEqualTo("answer");

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
  }

  @Test
  void outage_thatLasts_isTheAnswer() {
    List<CommandFailed> gone =
        List.of(
            new CommandFailed(FailureCode.SERVER_UNREACHABLE, "first"),
            new CommandFailed(FailureCode.SERVER_UNREACHABLE, "second"),
            new CommandFailed(FailureCode.SERVER_UNREACHABLE, "third"),
            new CommandFailed(FailureCode.SERVER_UNREACHABLE, "fourth"));

    assertThatThrownBy(() -> ask(gone)).hasMessage("fourth");

    assertThat(asked).hasValue(4);
  }

  @Test
  void stopped_whileItWaits_asksNoMore() throws Exception {
    Thread stopping =
        Thread.ofVirtual()
            .start(() -> {
              while (patience.left().isZero()) {
                Thread.onSpinWait();
              }
              patience.stop();
            });

    assertThatThrownBy(() -> ask(List.of(failed(ExitCode.LATER, "quota_exceeded", 429, 50L))))
        .isInstanceOf(CancellationException.class);

    stopping.join();
    assertThat(asked).hasValue(1);
    assertThatThrownBy(() -> ask(List.of())).isInstanceOf(CancellationException.class);
    assertThat(asked).hasValue(1);
  }
}
