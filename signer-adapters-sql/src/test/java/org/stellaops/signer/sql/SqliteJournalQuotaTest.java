package org.stellaops.signer.sql;

import org.stellaops.signer.testkit.journal.JournalBench;
import org.stellaops.signer.testkit.journal.JournalQuotaContract;

class SqliteJournalQuotaTest extends JournalQuotaContract {

  @Override
  protected JournalBench newBench() {
    return new SqliteBench();
  }
}
