package org.stellaops.signer.sql;

import org.stellaops.signer.testkit.journal.JournalBench;
import org.stellaops.signer.testkit.journal.JournalIdempotencyContract;

class SqliteJournalIdempotencyTest extends JournalIdempotencyContract {

  @Override
  protected JournalBench newBench() {
    return new SqliteBench();
  }
}
