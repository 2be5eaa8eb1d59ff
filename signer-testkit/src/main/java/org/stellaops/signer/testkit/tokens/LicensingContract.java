package org.stellaops.signer.testkit.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Licensing;

/** What every way of asking Licensing does. */
public abstract class LicensingContract {

  /** The service as the test drives it. */
  public interface Bench extends AutoCloseable {
    Licensing licensing();

    /** How the next question is answered. */
    void answer(int status, String mediaType, String body);

    /** The next question is not answered before this long. */
    void stall(Duration time);

    /** Redirects the next question to a place that would answer it well. */
    void redirect();

    /** Answers with a head, then one byte every 100 ms, for a minute. */
    void drip();

    /** The proof in the last question. */
    String asked();

    int questions();

    @Override
    void close();
  }

  private static final String TYPE = "application/token-introspection+jwt";

  /** For what has to come soon: far from both a slow machine's work and an endless stall. */
  private static final Duration SOON = Duration.ofSeconds(20);

  protected abstract Bench newBench();

  private Bench bench;

  @BeforeEach
  void open() {
    bench = newBench();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String ask(String proof, Duration time) {
    return bench.licensing().introspect(proof, Deadline.in(time, Ticker.system()));
  }

  private void unavailable(Duration time) {
    assertThatThrownBy(() -> ask("a.b.c", time))
        .isInstanceOfSatisfying(
            DependencyUnavailable.class,
            e -> {
              assertThat(e.dependency()).isEqualTo(Dependency.LICENSING);
              assertThat(e.mayHaveHappened()).isFalse();
              assertThat(e.getMessage()).doesNotContain("a.b.c");
            });
  }

  @Test
  void introspect_anAnswer_isReturnedUnread() {
    bench.answer(200, TYPE, "x.y.z");
    assertThat(ask("a.b-_.c", SOON)).isEqualTo("x.y.z");
    assertThat(bench.asked()).isEqualTo("a.b-_.c");
  }

  @Test
  void introspect_proofWithReservedCharacters_arrivesAsItWas() {
    bench.answer(200, TYPE, "x.y.z");
    ask("a&token=b c+%20", SOON);
    assertThat(bench.asked()).isEqualTo("a&token=b c+%20");
  }

  @Test
  void introspect_anyOtherStatus_isAnOutageAndNotRepeated() {
    for (int status : new int[] {201, 204, 400, 401, 429, 500, 503}) {
      bench.answer(status, TYPE, status == 204 ? "" : "x.y.z");
      int before = bench.questions();
      unavailable(SOON);
      assertThat(bench.questions() - before).isEqualTo(1);
    }
  }

  @Test
  void introspect_otherContentType_isAnOutage() {
    bench.answer(200, "application/json", "{\"active\":true}");
    unavailable(SOON);
  }

  @Test
  void introspect_oversizedAnswer_isAnOutage() {
    bench.answer(200, TYPE, "x".repeat(16 * 1024 + 1));
    unavailable(SOON);
    bench.answer(200, TYPE, "x".repeat(16 * 1024));
    assertThat(ask("a.b.c", SOON)).hasSize(16 * 1024);
  }

  @Test
  void introspect_redirect_isNotFollowed() {
    bench.redirect();
    unavailable(SOON);
    assertThat(bench.questions()).isEqualTo(1);
  }

  @Test
  void introspect_noAnswerInTime_endsAtTheDeadline() {
    bench.stall(Duration.ofMinutes(1));
    long start = System.nanoTime();
    unavailable(Duration.ofMillis(300));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  @Test
  void introspect_drippingBody_endsAtTheDeadline() {
    bench.drip();
    long start = System.nanoTime();
    unavailable(Duration.ofMillis(500));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  @Test
  void introspect_interrupted_isAnOutageAndStaysInterrupted() {
    bench.stall(Duration.ofMinutes(1));
    Thread.currentThread().interrupt();
    try {
      unavailable(SOON);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }
}
