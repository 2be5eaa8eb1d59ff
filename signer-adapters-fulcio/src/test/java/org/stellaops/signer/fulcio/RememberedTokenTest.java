package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;

class RememberedTokenTest {

  private Instant now = Instant.parse("2026-05-01T00:00:00Z");
  private final AtomicInteger asked = new AtomicInteger();

  private RememberedToken livingFor(Duration life) {
    return new RememberedToken(
        deadline -> {
          asked.incrementAndGet();
          return IdentityToken.parse(SampleTokens.until(now.plus(life)));
        },
        () -> now);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  @Test
  void token_longLife_isKeptUntilAMinuteBeforeItsEnd() {
    RememberedToken tokens = livingFor(Duration.ofHours(1));
    IdentityToken first = tokens.token(soon());
    now = now.plus(Duration.ofMinutes(59)).minusSeconds(1);
    assertThat(tokens.token(soon())).isSameAs(first);
    now = now.plusSeconds(1);
    assertThat(tokens.token(soon())).isNotSameAs(first);
    assertThat(asked).hasValue(2);
  }

  @Test
  void token_shortLife_isKeptForThreeQuartersOfIt() {
    RememberedToken tokens = livingFor(Duration.ofSeconds(40));
    tokens.token(soon());
    now = now.plusSeconds(29);
    tokens.token(soon());
    assertThat(asked).hasValue(1);
    now = now.plusSeconds(1);
    tokens.token(soon());
    assertThat(asked).hasValue(2);
  }

  @Test
  void token_comesExpired_isAnOutage_andNotKept() {
    RememberedToken tokens = livingFor(Duration.ZERO);
    for (int i = 1; i <= 2; i++) {
      assertThatExceptionOfType(DependencyUnavailable.class).isThrownBy(() -> tokens.token(soon()));
      assertThat(asked).hasValue(i);
    }
  }

  @Test
  void refused_isForgotten_butNotItsSuccessor() {
    RememberedToken tokens = livingFor(Duration.ofHours(1));
    IdentityToken first = tokens.token(soon());
    tokens.refused(first);
    now = now.plusSeconds(1);
    IdentityToken second = tokens.token(soon());
    assertThat(second.expiry()).isAfter(first.expiry());
    tokens.refused(first);
    assertThat(tokens.token(soon())).isSameAs(second);
    assertThat(asked).hasValue(2);
  }

  @Test
  void token_manyAtOnce_isAskedForOnce() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    RememberedToken tokens =
        new RememberedToken(
            deadline -> {
              asked.incrementAndGet();
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return IdentityToken.parse(SampleTokens.until(now.plusSeconds(600)));
            },
            () -> now);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<IdentityToken> call = () -> tokens.token(soon());
      List<Future<IdentityToken>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(call));
      }
      while (asked.get() == 0) {
        Thread.onSpinWait();
      }
      Deadline moment = Deadline.in(Duration.ofMillis(50), Ticker.system());
      assertThatExceptionOfType(DependencyUnavailable.class).isThrownBy(() -> tokens.token(moment));
      answer.countDown();
      for (Future<IdentityToken> each : all) {
        assertThat(each.get()).isSameAs(all.get(0).get());
      }
      assertThat(asked).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
