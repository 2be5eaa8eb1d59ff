package org.stellaops.signer.testkit.journal;

import org.junit.jupiter.api.Nested;

class InMemoryJournalTest {

  @Nested
  class Requests extends RequestJournalContract {
    @Override
    protected JournalBench newBench() {
      return new InMemoryBench();
    }
  }

  @Nested
  class Shared extends SharedJournalContract {
    @Override
    protected SharedJournalBench newBench() {
      return new InMemoryBench();
    }
  }

  @Nested
  class Quotas extends JournalQuotaContract {
    @Override
    protected JournalBench newBench() {
      return new InMemoryBench();
    }
  }

  @Nested
  class Idempotency extends JournalIdempotencyContract {
    @Override
    protected JournalBench newBench() {
      return new InMemoryBench();
    }
  }

  @Nested
  class Records extends AuditRecordsContract {
    @Override
    protected JournalBench newBench() {
      return new InMemoryBench();
    }
  }
}
