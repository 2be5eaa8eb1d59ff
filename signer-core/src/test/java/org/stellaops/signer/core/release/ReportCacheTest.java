package org.stellaops.signer.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

class ReportCacheTest {

  private static final PinnedKey KEY = DocumentSigner.p256().key();
  private static final Digest IMAGE = image(0);

  private static final PolicySnapshot POLICY =
      new PolicySnapshot(
          new Policies(List.of(), List.of()), List.of(new ReleaseKey(KEY)), Bytes.empty().sha256());
  private final InMemoryRegistry registry = new InMemoryRegistry("primary");
  private volatile long now = Long.MAX_VALUE - 1_000_000_000L;

  private final Releases releases =
      new Releases(
          List.of(registry),
          new FakeBundles(),
          new ReleaseCaching(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ZERO, 3),
          InstantSource.system(),
          () -> now);

  private static Digest image(int number) {
    return Bytes.utf8("image " + number).sha256();
  }

  private void sign(Digest image) {
    registry.putBundle(
        image,
        FakeBundles.document(DocumentSigner.IN_TOTO, KEY, DocumentSigner.imageStatement(image)));
  }

  private Conclusion ask(Digest image) {
    return ask(image, Duration.ofSeconds(30));
  }

  private Conclusion ask(Digest image, Duration left) {
    return releases.inspect(POLICY, image, Deadline.in(left, () -> now)).conclusion();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void inspect_trusted_isRememberedUntilItsTimeIsOver() {
    sign(IMAGE);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    registry.remove(IMAGE);
    pass(Duration.ofSeconds(299));
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    assertThat(registry.calls()).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    assertThat(registry.calls()).isEqualTo(2);
  }

  @Test
  void inspect_untrusted_isRememberedShortly() {
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    sign(IMAGE);
    pass(Duration.ofMillis(9_999));
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    pass(Duration.ofMillis(1));
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
  }

  private Conclusion askAnew(Digest image) {
    return releases
        .inspectAnew(POLICY, image, Deadline.in(Duration.ofSeconds(30), () -> now))
        .conclusion();
  }

  @Test
  void inspectAnew_signedMeanwhile_isTrustedAtOnceByAll() {
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    sign(IMAGE);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    assertThat(askAnew(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    assertThat(registry.calls()).isEqualTo(2);
  }

  @Test
  void inspectAnew_stillUnsigned_isRememberedAnew() {
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    pass(Duration.ofSeconds(9));
    assertThat(askAnew(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    pass(Duration.ofSeconds(9));
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    assertThat(registry.calls()).isEqualTo(2);
  }

  /** Who may only sign cannot have the registry asked more often. */
  @Test
  void inspect_untrustedAgainAndAgain_asksOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    }
    assertThat(registry.calls()).isEqualTo(1);
  }

  @Test
  void inspectAnew_trusted_isNotAskedAgain() {
    sign(IMAGE);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    assertThat(askAnew(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    assertThat(registry.calls()).isEqualTo(1);
  }

  @Test
  void inspectAnew_broken_isAFailureAndLeavesWhatIsRemembered() {
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
    registry.broken(true);
    assertThatThrownBy(() -> askAnew(IMAGE)).isInstanceOf(ServiceFailure.class);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.UNSIGNED);
  }

  @Test
  void inspectAnew_whileAnEarlierSearchRuns_looksAgainAfterIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    registry.afterLook(() -> {
      asked.countDown();
      await(go);
    });
    FutureTask<Conclusion> earlier = new FutureTask<>(() -> ask(IMAGE));
    new Thread(earlier).start();
    asked.await();
    sign(IMAGE);
    FutureTask<Conclusion> anew = new FutureTask<>(() -> askAnew(IMAGE));
    Thread waiting = new Thread(anew);
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    go.countDown();
    assertThat(earlier.get()).isEqualTo(Conclusion.UNSIGNED);
    assertThat(anew.get()).isEqualTo(Conclusion.TRUSTED);
    assertThat(registry.calls()).isEqualTo(2);
  }

  @Test
  void inspect_failure_isNotRemembered() {
    sign(IMAGE);
    registry.broken(true);
    assertThatThrownBy(() -> ask(IMAGE)).isInstanceOf(ServiceFailure.class);
    registry.broken(false);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
  }

  @Test
  void inspect_trustedThenBroken_afterItsTimeIsAFailure() {
    sign(IMAGE);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    registry.broken(true);
    assertThat(ask(IMAGE)).isEqualTo(Conclusion.TRUSTED);
    pass(Duration.ofMinutes(5));
    assertThatThrownBy(() -> ask(IMAGE)).isInstanceOf(ServiceFailure.class);
  }

  @Test
  void inspect_moreImagesThanRoom_forgetsTheOldest() {
    for (int i = 0; i < 4; i++) {
      sign(image(i));
      ask(image(i));
    }
    assertThat(registry.calls()).isEqualTo(4);
    ask(image(3));
    ask(image(1));
    assertThat(registry.calls()).isEqualTo(4);
    ask(image(0));
    assertThat(registry.calls()).isEqualTo(5);
  }

  @Test
  void inspect_manyAtOnce_searchOnceAndShareTheAnswer() throws Exception {
    sign(IMAGE);
    CountDownLatch go = new CountDownLatch(1);
    registry.beforeAnswer(() -> await(go));
    List<Future<Conclusion>> answers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int i = 0; i < 16; i++) {
        Callable<Conclusion> asking = () -> ask(IMAGE);
        answers.add(threads.submit(asking));
      }
      while (registry.calls() == 0) {
        Thread.onSpinWait();
      }
      go.countDown();
      for (Future<Conclusion> answer : answers) {
        assertThat(answer.get()).isEqualTo(Conclusion.TRUSTED);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(registry.calls()).isEqualTo(1);
  }

  @Test
  void inspect_sharedSearchFails_failsForAllWhoWaited() throws Exception {
    registry.broken(true);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    registry.beforeAnswer(() -> {
      asked.countDown();
      await(go);
    });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Conclusion> asking = () -> ask(IMAGE);
      Future<Conclusion> first = threads.submit(asking);
      asked.await();
      Future<Conclusion> second = threads.submit(asking);
      go.countDown();
      for (Future<Conclusion> answer : List.of(first, second)) {
        assertThatThrownBy(answer::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(ServiceFailure.class);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void inspect_sharedSearchFailsForWantOfItsCallersTime_isMadeAgain() throws Exception {
    sign(IMAGE);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    registry.beforeAnswer(() -> {
      asked.countDown();
      await(go);
    });
    FutureTask<Conclusion> first = new FutureTask<>(() -> ask(IMAGE, Duration.ofMillis(50)));
    new Thread(first).start();
    asked.await();
    FutureTask<Conclusion> second = new FutureTask<>(() -> ask(IMAGE));
    Thread waiting = new Thread(second);
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    pass(Duration.ofMillis(60));
    go.countDown();
    assertThatThrownBy(first::get).hasCauseInstanceOf(ServiceFailure.class);
    assertThat(second.get()).isEqualTo(Conclusion.TRUSTED);
  }

  @Test
  void inspect_waitingLongerThanTheDeadline_isAFailure() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    registry.beforeAnswer(() -> {
      asked.countDown();
      await(go);
    });
    ExecutorService threads = Executors.newFixedThreadPool(1);
    try {
      Callable<Conclusion> asking = () -> ask(IMAGE);
      Future<Conclusion> first = threads.submit(asking);
      asked.await();
      assertThatThrownBy(
              () -> releases.inspect(POLICY, IMAGE, Deadline.in(Duration.ofMillis(20), () -> now)))
          .isInstanceOf(ServiceFailure.class);
      go.countDown();
      assertThat(first.get()).isEqualTo(Conclusion.UNSIGNED);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
