package org.stellaops.signer.sql;

import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.testkit.journal.EntitlementArchiveContract;

class SqliteArchiveTest extends EntitlementArchiveContract {

  @Override
  protected Bench newBench() {
    SqliteBench bench = new SqliteBench();
    return new Bench() {
      @Override
      public EntitlementArchive archive() {
        return bench.store().entitlements();
      }

      @Override
      public void restart() {
        bench.restart();
      }

      @Override
      public void close() {
        bench.close();
      }
    };
  }
}
