package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** No answer before its fsync, and no guess when the fsync fails. */
class DurabilityTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Bytes RECORD = Bytes.utf8("{}");

  private final CommitFaults faults = new CommitFaults();
  private final List<Throwable> fatal = new ArrayList<>();
  private final Path directory = SqliteBench.newDirectory();
  private SqliteStore store;

  /** The steps that write, each on a request of its own that is ready for it. */
  private enum WritingStep {
    OPEN(Kind.OPENED) {
      @Override
      void run(RequestJournal journal, AuditId id, Deadline deadline) {
        journal.open(Openings.of(id, ACME, null, RECORD), deadline);
      }
    },
    RESERVE(Kind.INTENT) {
      @Override
      void run(RequestJournal journal, AuditId id, Deadline deadline) {
        journal.reserve(new ReserveRequest(id, ACME, null, 1, 1, 10, 10, RECORD), deadline);
      }
    },
    CONCLUDE(Kind.DECISION) {
      @Override
      void run(RequestJournal journal, AuditId id, Deadline deadline) {
        journal.conclude(new Conclusion(id, ACME, Outcome.FAILED, RECORD, null), deadline);
      }
    };

    final Kind written;

    WritingStep(Kind written) {
      this.written = written;
    }

    abstract void run(RequestJournal journal, AuditId id, Deadline deadline);

    /** Does what comes before this step. */
    AuditId prepare(RequestJournal journal) {
      AuditId id = NewIds.newId();
      for (WritingStep earlier : values()) {
        if (earlier.ordinal() < ordinal()) {
          earlier.run(journal, id, soon());
        }
      }
      return id;
    }
  }

  @BeforeEach
  void open() {
    store = open(faults);
  }

  @AfterEach
  void close() {
    faults.set(CommitFaults.Commit::run);
    store.close();
    SqliteBench.delete(directory);
  }

  @Test
  void open_always_setsWhatDurabilityRestsOn() throws Exception {
    Connection writer = faults.opened.get(0);

    assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
    assertThat(pragma(writer, "synchronous")).isEqualTo("2");
    assertThat(pragma(writer, "fullfsync")).isEqualTo("1");
    assertThat(pragma(writer, "checkpoint_fullfsync")).isEqualTo("1");
    assertThat(pragma(writer, "wal_autocheckpoint")).isEqualTo("0");
    assertThat(pragma(writer, "foreign_keys")).isEqualTo("1");
    for (Connection reader : faults.opened.subList(1, faults.opened.size())) {
      assertThat(pragma(reader, "query_only")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal_mode", "fullfsync", "wal_autocheckpoint", "foreign_keys"})
  void open_settingNotTaken_refusesToStart(String setting) {
    Path other = SqliteBench.newDirectory();
    CommitFaults deaf = new CommitFaults();
    deaf.ignore("PRAGMA " + setting + " = ");

    assertThatThrownBy(() ->
            SqliteStore.open(other, InstantSource.system(), Ticker.system(), fatal::add, deaf))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining(setting);
    SqliteBench.delete(other);
  }

  @ParameterizedTest
  @EnumSource(WritingStep.class)
  void answer_ofAnyStep_followsItsCommit(WritingStep step) throws Exception {
    AuditId id = step.prepare(store.journal());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    faults.events.clear();
    faults.set(commit -> {
      begun.countDown();
      await(mayCommit);
      commit.run();
    });

    CompletableFuture<Void> answer =
        CompletableFuture.runAsync(() -> {
          step.run(store.journal(), id, soon());
          faults.events.add("answer");
        });
    await(begun);

    assertThatThrownBy(() -> answer.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    mayCommit.countDown();
    answer.get(20, TimeUnit.SECONDS);
    assertThat(faults.events).containsExactly("commit begins", "commit returns", "answer");
  }

  @Test
  void hold_answersBeforeItsCommit_andEveryLaterStepCommitsAfterIt() throws Exception {
    AuditId id = WritingStep.RESERVE.prepare(store.journal());
    CountDownLatch mayCommit = new CountDownLatch(1);
    faults.set(commit -> {
      await(mayCommit);
      commit.run();
    });

    assertThat(hold(id, 1)).isInstanceOf(Hold.Held.class);
    CompletableFuture<Void> reserved =
        CompletableFuture.runAsync(() -> WritingStep.RESERVE.run(store.journal(), id, soon()));
    assertThatThrownBy(() -> reserved.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    mayCommit.countDown();
    reserved.get(20, TimeUnit.SECONDS);
    restart();
    assertThat(hold(WritingStep.RESERVE.prepare(store.journal()), 1)).isInstanceOf(Hold.Full.class);
  }

  @ParameterizedTest
  @EnumSource(WritingStep.class)
  void commit_failedAndDidNotHappen_stopsAndIsNotThereAfterwards(WritingStep step) {
    AuditId id = step.prepare(store.journal());
    failsUnknown(step, id, CommitFaults::failsBefore);

    restart();

    assertThat(kinds(id)).doesNotContain(step.written);
    store.journal().takeOver(10, soon());
    assertThat(store.journal().conclude(last(id), soon())).isEqualTo(step != WritingStep.OPEN);
  }

  @ParameterizedTest
  @EnumSource(WritingStep.class)
  void commit_failedButDidHappen_stopsAndIsThereAfterwards(WritingStep step) {
    AuditId id = step.prepare(store.journal());
    failsUnknown(step, id, CommitFaults::failsAfter);

    restart();

    assertThat(kinds(id)).containsOnlyOnce(step.written);
    store.journal().takeOver(10, soon());
    assertThat(store.journal().conclude(last(id), soon())).isTrue();
    assertThat(kinds(id)).containsOnlyOnce(Kind.DECISION);
  }

  private void failsUnknown(WritingStep step, AuditId id, CommitFaults.Around fault) {
    faults.set(fault);
    DependencyUnavailable thrown =
        catchThrowableOfType(
            DependencyUnavailable.class, () -> step.run(store.journal(), id, soon()));
    assertThat(thrown.mayHaveHappened()).isTrue();
    assertThat(store.isUsable()).isFalse();

    faults.set(CommitFaults.Commit::run);
    DependencyUnavailable later =
        catchThrowableOfType(
            DependencyUnavailable.class,
            () -> WritingStep.OPEN.run(store.journal(), newId(), soon()));
    assertThat(later.mayHaveHappened()).isFalse();
    assertThatThrownBy(() -> kinds(id)).isInstanceOf(DependencyUnavailable.class);
    store.close();
    assertThat(fatal).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(WritingStep.class)
  void commit_diskFull_refusesThatStepAndGoesOn(WritingStep step) {
    AuditId id = step.prepare(store.journal());
    faults.set(CommitFaults::full);

    DependencyUnavailable thrown =
        catchThrowableOfType(
            DependencyUnavailable.class, () -> step.run(store.journal(), id, soon()));

    assertThat(thrown.mayHaveHappened()).isFalse();
    faults.set(CommitFaults.Commit::run);
    assertThat(kinds(id)).doesNotContain(step.written);
    store.journal().takeOver(10, soon());
    step.run(store.journal(), id, soon());
    assertThat(kinds(id)).containsOnlyOnce(step.written);
    assertThat(fatal).isEmpty();
  }

  @Test
  void hold_itsCommitRefused_isKeptAllTheSame() {
    AuditId first = WritingStep.RESERVE.prepare(store.journal());
    AuditId second = WritingStep.RESERVE.prepare(store.journal());
    faults.set(CommitFaults::full);
    assertThat(hold(first, 1)).isInstanceOf(Hold.Held.class);
    assertThatThrownBy(() -> WritingStep.OPEN.run(store.journal(), newId(), soon()))
        .isInstanceOf(DependencyUnavailable.class);
    faults.set(CommitFaults.Commit::run);

    assertThat(hold(second, 1)).isInstanceOf(Hold.Full.class);
    WritingStep.OPEN.run(store.journal(), newId(), soon());
    restart();
    assertThat(hold(second, 1)).isInstanceOf(Hold.Full.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deadline_passesWhileCommitting_mayHaveHappened(boolean interrupted) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    faults.set(commit -> {
      begun.countDown();
      await(mayCommit);
      commit.run();
    });
    AuditId first = newId();
    AuditId second = newId();
    Thread test = Thread.currentThread();
    CompletableFuture<Void> interrupts =
        interrupted
            ? CompletableFuture.runAsync(() -> {
              await(begun);
              test.interrupt();
            })
            : CompletableFuture.completedFuture(null);

    DependencyUnavailable running =
        catchThrowableOfType(
            DependencyUnavailable.class,
            () -> WritingStep.OPEN.run(store.journal(), first, in(interrupted ? 20_000 : 3_000)));
    assertThat(Thread.interrupted()).isEqualTo(interrupted);
    interrupts.get();
    await(begun);
    DependencyUnavailable waiting =
        catchThrowableOfType(
            DependencyUnavailable.class,
            () -> WritingStep.OPEN.run(store.journal(), second, in(100)));
    mayCommit.countDown();

    assertThat(running.mayHaveHappened()).isTrue();
    assertThat(waiting.mayHaveHappened()).isFalse();
    WritingStep.OPEN.run(store.journal(), newId(), soon());
    assertThat(kinds(first)).containsExactly(Kind.OPENED);
    assertThat(kinds(second)).isEmpty();
  }

  private SqliteStore open(Database.Opener opener) {
    Consumer<Throwable> stop = fatal::add;
    return SqliteStore.open(directory, InstantSource.system(), Ticker.system(), stop, opener);
  }

  private void restart() {
    store.close();
    faults.set(CommitFaults.Commit::run);
    store = open(faults);
  }

  private Hold hold(AuditId id, int concurrency) {
    return store
        .journal()
        .hold(
            new HoldRequest(
                id, ACME, new RateLimit(1_000, 1_000), concurrency, Duration.ofMinutes(5)),
            soon());
  }

  private List<Kind> kinds(AuditId id) {
    return store.auditRecords().find(ACME, id, soon()).stream().map(e -> e.kind()).toList();
  }

  private static Conclusion last(AuditId id) {
    return new Conclusion(id, ACME, Outcome.FAILED, RECORD, null);
  }

  private static AuditId newId() {
    return NewIds.newId();
  }

  private static String pragma(Connection connection, String name) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.getString(1);
    }
  }

  private static Deadline soon() {
    return in(20_000);
  }

  private static Deadline in(long millis) {
    return Deadline.in(Duration.ofMillis(millis), Ticker.system());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
