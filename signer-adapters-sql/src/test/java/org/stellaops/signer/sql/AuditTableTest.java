package org.stellaops.signer.sql;

import org.stellaops.signer.testkit.journal.AuditRecordsContract;
import org.stellaops.signer.testkit.journal.JournalBench;

class AuditTableTest extends AuditRecordsContract {

  @Override
  protected JournalBench newBench() {
    return new SqliteBench();
  }
}
