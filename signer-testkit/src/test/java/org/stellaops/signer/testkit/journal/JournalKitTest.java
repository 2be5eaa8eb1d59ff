package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.testkit.KitRun;

/** Each journal that is broken in one way fails the test that is meant for it. */
class JournalKitTest {

  @Test
  void kit_soundJournal_passes() {
    assertThat(failures(UnaryOperator.identity(), UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.stellaops.signer.testkit.journal.BrokenJournals#journals")
  void kit_brokenJournal_failsTheTestMeantForIt(
      String test, UnaryOperator<RequestJournal> breaking) {
    assertThat(failures(breaking, UnaryOperator.identity())).contains(test);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.stellaops.signer.testkit.journal.BrokenTakeOvers#journals")
  void kit_brokenTakeOver_failsTheTestMeantForIt(
      String test, UnaryOperator<RequestJournal> breaking) {
    assertThat(failures(breaking, UnaryOperator.identity())).contains(test);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.stellaops.signer.testkit.journal.BrokenJournals#records")
  void kit_brokenRecords_failTheTestMeantForThem(
      String test, UnaryOperator<AuditRecords> breaking) {
    assertThat(failures(UnaryOperator.identity(), breaking)).contains(test);
  }

  private static SortedSet<String> failures(
      UnaryOperator<RequestJournal> journal, UnaryOperator<AuditRecords> records) {
    SortedSet<String> failed = new TreeSet<>();
    failed.addAll(KitRun.failures(() -> new Requests(journal, records)));
    failed.addAll(KitRun.failures(() -> new Shared(journal, records)));
    failed.addAll(KitRun.failures(() -> new Quotas(journal, records)));
    failed.addAll(KitRun.failures(() -> new Idempotency(journal, records)));
    failed.addAll(KitRun.failures(() -> new Records(journal, records)));
    return failed;
  }

  private static final class Requests extends RequestJournalContract {
    private final UnaryOperator<RequestJournal> journal;
    private final UnaryOperator<AuditRecords> records;

    Requests(UnaryOperator<RequestJournal> journal, UnaryOperator<AuditRecords> records) {
      this.journal = journal;
      this.records = records;
    }

    @Override
    protected JournalBench newBench() {
      return new InMemoryBench(journal, records);
    }
  }

  private static final class Shared extends SharedJournalContract {
    private final UnaryOperator<RequestJournal> journal;
    private final UnaryOperator<AuditRecords> records;

    Shared(UnaryOperator<RequestJournal> journal, UnaryOperator<AuditRecords> records) {
      this.journal = journal;
      this.records = records;
    }

    @Override
    protected SharedJournalBench newBench() {
      return new InMemoryBench(journal, records);
    }
  }

  private static final class Quotas extends JournalQuotaContract {
    private final UnaryOperator<RequestJournal> journal;
    private final UnaryOperator<AuditRecords> records;

    Quotas(UnaryOperator<RequestJournal> journal, UnaryOperator<AuditRecords> records) {
      this.journal = journal;
      this.records = records;
    }

    @Override
    protected JournalBench newBench() {
      return new InMemoryBench(journal, records);
    }
  }

  private static final class Idempotency extends JournalIdempotencyContract {
    private final UnaryOperator<RequestJournal> journal;
    private final UnaryOperator<AuditRecords> records;

    Idempotency(UnaryOperator<RequestJournal> journal, UnaryOperator<AuditRecords> records) {
      this.journal = journal;
      this.records = records;
    }

    @Override
    protected JournalBench newBench() {
      return new InMemoryBench(journal, records);
    }
  }

  private static final class Records extends AuditRecordsContract {
    private final UnaryOperator<RequestJournal> journal;
    private final UnaryOperator<AuditRecords> records;

    Records(UnaryOperator<RequestJournal> journal, UnaryOperator<AuditRecords> records) {
      this.journal = journal;
      this.records = records;
    }

    @Override
    protected JournalBench newBench() {
      return new InMemoryBench(journal, records);
    }
  }
}
