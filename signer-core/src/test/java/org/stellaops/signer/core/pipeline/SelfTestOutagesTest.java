package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.seal.SealRules;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Observations.KeyTest.Ending;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.testkit.journal.FaultyJournal.Fault;
import org.stellaops.signer.testkit.journal.FaultyJournal.Step;
import org.stellaops.signer.testkit.seal.InMemorySeal;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;

/** Tests of keys while something else fails: the journal, the seal, a backend that is stuck. */
class SelfTestOutagesTest {

  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory());
  private final CountDownLatch stuck = new CountDownLatch(1);

  @AfterEach
  void end() {
    stuck.countDown();
    threads.shutdownNow();
  }

  private static Deadline soon(SignerFixture service) {
    return Deadline.in(Duration.ofSeconds(5), service.clock);
  }

  private static void until(BooleanSupplier met) throws InterruptedException {
    for (int i = 0; i < 500 && !met.getAsBoolean(); i++) {
      boolean unused = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
    }
    assertThat(met.getAsBoolean()).isTrue();
  }

  /** Another tenant may have used up what the backend's account has. */
  @Test
  void backendWithoutRoom_saysNothingOfItsKeys() {
    SelfTestFixture fixture = new SelfTestFixture();
    fixture.service.keys.behave((keys, key, what, by) -> {
      throw DependencyUnavailable.busy(
          Dependency.SIGNING_KEYS, "no room", new IllegalStateException("429"));
    });
    fixture.tests.startDue();
    assertThat(fixture.tests.standing().failing()).isEmpty();
    fixture.service.keys.behave(InMemorySigningKeys::sign);
    assertThat(fixture.service.sign(fixture.service.body())).isInstanceOf(Response.Answered.class);
  }

  /** As when memory or threads run out: the next test is made all the same. */
  @Test
  void errorWhileAKeyIsTested_doesNotEndItsTests() {
    SelfTestFixture fixture = new SelfTestFixture();
    for (int i = 0; i < 8; i++) {
      fixture.service.keys.behave((keys, key, what, by) -> {
        throw new StackOverflowError("told to");
      });
      fixture.after(SelfTestFixture.EVERY);
    }
    int before = fixture.told.size();
    fixture.service.keys.behave(InMemorySigningKeys::sign);
    fixture.after(SelfTestFixture.EVERY);
    assertThat(fixture.told.subList(before, fixture.told.size()))
        .hasSize(3)
        .allMatch(test -> test.ending() == Ending.PASSED);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void journalFailsAtTheOpening_usesNoKey_blamesNone_andLeavesNothingOpen(Fault fault) {
    SelfTestFixture fixture = new SelfTestFixture();
    fixture.service.journal.fail(Step.OPEN, fault);
    fixture.tests.startDue();
    assertThat(fixture.endings()).hasSize(3).allMatch(each -> each.endsWith("not-run"));
    assertThat(fixture.service.signatures()).isZero();
    assertThat(fixture.service.book.openRequests()).isZero();
    assertThat(fixture.tests.standing().failing()).isEmpty();
    fixture.service.journal.heal();
    fixture.after(AGAIN);

    assertThat(fixture.endings().subList(3, 6)).allMatch(each -> each.endsWith("passed"));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void journalFailsAtTheIntent_usesNoKey_andRecordsThat(Fault fault) {
    SelfTestFixture fixture = new SelfTestFixture();
    fixture.service.journal.fail(Step.RESERVE, fault);
    fixture.tests.startDue();

    assertThat(fixture.endings()).hasSize(3).allMatch(each -> each.endsWith("not-run"));
    assertThat(fixture.service.signatures()).isZero();
    assertThat(fixture.service.book.openRequests()).isZero();
    assertThat(fixture.service.decision().canonical().utf8())
        .contains("\"decision\":\"failed\"", "\"reason\":\"journal\"");
    assertThat(fixture.tests.standing().failing()).isEmpty();
  }

  @Test
  void journalFailsAtTheConclusion_theKeyPasses_andItsRecordFollows() throws Exception {
    SelfTestFixture fixture = new SelfTestFixture();
    fixture.service.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    fixture.tests.startDue();
    assertThat(fixture.endings()).hasSize(3).allMatch(each -> each.endsWith("passed"));
    assertThat(fixture.records.unconcluded()).isEqualTo(3);
    fixture.service.journal.heal();

    until(() -> fixture.records.unconcluded() == 0);
    assertThat(fixture.service.book.openRequests()).isZero();
    assertThat(fixture.service.decision().canonical().utf8()).contains("\"decision\":\"signed\"");
  }

  @Test
  void killedAfterTheIntent_isConcludedAsUnknown_byRecovery() {
    SelfTestFixture fixture = new SelfTestFixture();
    fixture.service.recording.whileConcluding(() -> {
      throw new IllegalStateException("the process has ended");
    });
    fixture.tests.startDue();
    assertThat(fixture.service.book.openRequests()).isEqualTo(3);

    Recovery.Found found =
        new Recovery(fixture.service.book.restarted(), fixture.service.clock)
            .recover(soon(fixture.service));

    assertThat(found).isEqualTo(new Recovery.Found(0, 3));
    assertThat(fixture.service.decision().canonical().utf8())
        .contains("\"decision\":\"unknown\"", "\"reason\":\"process-ended\"");
  }

  private static Act act(String signal) {
    return new Act(Person.signal(signal), null, "drill");
  }

  private static SelfTestFixture sealable() {
    InMemorySeal store = new InMemorySeal(() -> SignerFixture.NOW);
    SelfTestFixture fixture =
        new SelfTestFixture(
            house -> {},
            ports -> {
              ports.seal = SealGuard.of(store, ports.clock);
              ports.sealRules = new SealRules(Set.of(PolicyFixture.ACME), Duration.ofMinutes(15));
            },
            Runnable::run,
            Duration.ofSeconds(1));
    fixture.service.seal.refresh(soon(fixture.service));
    return fixture;
  }

  @Test
  void sealed_testsNothing_andKnownFailuresStay() {
    SelfTestFixture fixture = sealable();
    fixture.keysFail();
    fixture.tests.startDue();
    long before = fixture.service.signatures();
    fixture.service.seal.seal(act("SIGUSR1"), soon(fixture.service));
    fixture.keysSign();
    fixture.service.clock.advance(SelfTestFixture.EVERY);
    fixture.service.seal.refresh(soon(fixture.service));
    fixture.refresh();
    fixture.tests.startDue();

    assertThat(fixture.service.signatures()).isEqualTo(before);
    assertThat(fixture.told).hasSize(3);
    assertThat(fixture.tests.standing().failing()).hasSize(3);
  }

  @Test
  void sealUnknown_testsNothing() {
    SelfTestFixture fixture = sealable();
    fixture.service.clock.advance(Duration.ofSeconds(5));
    fixture.refresh();
    fixture.tests.startDue();

    assertThat(fixture.told).isEmpty();
  }

  @Test
  void sealFallsBetweenIntentAndUse_usesNoKey_blamesNone_andRecordsThat() {
    SelfTestFixture fixture = sealable();
    fixture.service.recording.whileReserving(
        () -> fixture.service.seal.seal(act("SIGUSR1"), soon(fixture.service)));
    fixture.tests.startDue();

    assertThat(fixture.service.signatures()).isZero();
    assertThat(fixture.endings()).allMatch(each -> each.endsWith("not-run"));
    assertThat(fixture.tests.standing().failing()).isEmpty();
    assertThat(fixture.service.book.openRequests()).isZero();
    assertThat(
            fixture.service.records().stream()
                .filter(text -> text.contains("\"reason\":\"sealed\""))
                .filter(text -> text.contains("\"decision\":\"failed\"")))
        .isNotEmpty();
  }

  private void stick(SelfTestFixture fixture, KeyUri sticky) {
    fixture.service.keys.behave((keys, key, what, by) -> {
      if (key.equals(sticky)) {
        awaitDeafly();
      }
      return keys.sign(key, what, by);
    });
  }

  /** A backend that minds neither its deadline nor an interrupt. */
  private void awaitDeafly() {
    boolean ended = false;
    while (!ended) {
      try {
        stuck.await();
        ended = true;
      } catch (InterruptedException deaf) {
        ended = false;
      }
    }
  }

  private SelfTestFixture threaded(Duration longest) {
    return new SelfTestFixture(house -> {}, ports -> {}, threads, longest);
  }

  private static KeyUri theirs(SelfTestFixture fixture) {
    return fixture.service.house.keys.get(PolicyFixture.BETA).get(0).uri();
  }

  @Test
  void stuckKey_holdsUpNobody_isOutAfterItsDeadline_andComesBack() throws Exception {
    SelfTestFixture fixture = threaded(Duration.ofSeconds(2));
    stick(fixture, theirs(fixture));
    fixture.tests.startDue();
    until(() -> fixture.told.size() == 3);

    assertThat(fixture.endings())
        .containsExactlyInAnyOrder("acme/golden passed", "acme/sbom passed", "beta/theirs failed");
    assertThat(fixture.service.records())
        .anyMatch(text ->
            text.contains("\"tenant\":\"beta\"") && text.contains("\"decision\":\"unknown\""));
    assertThat(fixture.service.sign(fixture.service.body())).isInstanceOf(Response.Answered.class);
    stuck.countDown();
    fixture.after(AGAIN);
    until(() -> fixture.told.size() == 4);

    assertThat(fixture.endings().get(3)).isEqualTo("beta/theirs passed");
  }

  private static long theirsTold(SelfTestFixture fixture) {
    return fixture.endings().stream().filter(each -> each.startsWith("beta/theirs")).count();
  }

  @Test
  void stuckKey_isNotCalledForever_untilACallEnds() throws Exception {
    SelfTestFixture fixture = threaded(Duration.ofMillis(300));
    stick(fixture, theirs(fixture));
    for (int i = 0; i < 3; i++) {
      fixture.after(Duration.ofSeconds(40));
      int told = 1 + i;
      until(() -> theirsTold(fixture) == told);
    }
    for (int i = 0; i < 5; i++) {
      fixture.after(Duration.ofSeconds(40));
    }
    TimeUnit.MILLISECONDS.sleep(600);
    assertThat(theirsTold(fixture)).isEqualTo(3);
    stuck.countDown();

    until(() -> {
      fixture.after(Duration.ofSeconds(1));
      return fixture.tests.standing().failing().isEmpty();
    });
  }

  @Test
  void manyKeysOfABackend_areTestedAFewAtATime_allInTheEnd() throws Exception {
    SelfTestFixture fixture =
        new SelfTestFixture(
            house -> {
              for (int i = 0; i < 20; i++) {
                house.addKey(PolicyFixture.BETA, "key-" + i, PolicyFixture.PRO);
              }
            },
            ports -> {},
            threads,
            Duration.ofSeconds(20));
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    fixture.service.keys.behave((keys, key, what, by) -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      LockSupport.parkNanos(5_000_000);
      now.decrementAndGet();
      return keys.sign(key, what, by);
    });
    until(() -> {
      fixture.tests.startDue();
      return fixture.told.size() == 23;
    });

    assertThat(most.get()).isBetween(2, 4);
    assertThat(fixture.endings()).allMatch(each -> each.endsWith("passed"));
  }
}
