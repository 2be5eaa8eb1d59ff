package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.lifecycle.SelfTestRecords;
import org.stellaops.signer.core.pipeline.RandomAuditIds;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.signing.SelfTest;
import org.stellaops.signer.core.signing.SelfTests;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.RequestJournal;

/** Has the keys of the policy in force tested, on threads of its own, from the start to the end. */
final class KeyTests implements AutoCloseable {

  private static final Duration LOOKED_EVERY = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** More would not help whoever reads it. */
  private static final int MOST_NAMED = 10;

  private final SelfTestRecords records;
  private final SelfTests tests;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("self-test").factory());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("self-test-", 0).factory());

  KeyTests(
      LivePolicy policy,
      JcaProviders providers,
      RequestJournal journal,
      SealGuard seal,
      Observations observations,
      InstantSource clock,
      Ticker ticker) {
    this.records =
        new SelfTestRecords(journal, new RandomAuditIds(clock, Primitives.random()), clock, ticker);
    this.tests =
        new SelfTests(
            policy,
            policy.keys().register(),
            new SelfTest(
                policy.keys(), new SignatureCheck(providers), records, seal, ticker, LONGEST),
            policy::selfTestEvery,
            threads,
            observations,
            ticker);
  }

  /** Returns at once: no start waits for a key. */
  void start() {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(this::look, 0, LOOKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      tests.startDue();
    } catch (Throwable broken) {
      // Thrown, it would end all further tests without a word.
      return;
    }
  }

  SelfTests.Standing standing() {
    return tests.standing();
  }

  /** For operators; not ready only where no key is left that passes. */
  ReadinessProbe.State state() {
    SelfTests.Standing standing = tests.standing();
    int failing = standing.failing().size();
    String named =
        standing.failing().entrySet().stream()
            .limit(MOST_NAMED)
            .map(each -> each.getKey() + " (" + each.getValue() + ")")
            .collect(Collectors.joining(", "));
    String why = failing + " of " + standing.keys() + " keys failing: " + named;
    return new ReadinessProbe.State(
        standing.isAnyLeft(), failing == 0 ? "ok" : failing > MOST_NAMED ? why + ", …" : why);
  }

  /** Ends the tests that run; those of a key that does not end are left to recovery. */
  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    records.close();
  }
}
