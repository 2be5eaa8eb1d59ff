package org.stellaops.signer.sql;

import org.stellaops.signer.testkit.journal.JournalBench;
import org.stellaops.signer.testkit.journal.RequestJournalContract;

class SqliteJournalTest extends RequestJournalContract {

  @Override
  protected JournalBench newBench() {
    return new SqliteBench();
  }
}
