package org.stellaops.signer.sql;

import java.time.Duration;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.testkit.bypass.BypassBench;
import org.stellaops.signer.testkit.bypass.BypassStoreContract;

class BypassTableTest extends BypassStoreContract {

  @Override
  protected BypassBench bench() {
    SqliteBench bench = new SqliteBench();
    return new BypassBench() {
      @Override
      public BypassStore store() {
        return bench.store().bypasses();
      }

      @Override
      public BypassStore another() {
        bench.restart();
        return bench.store().bypasses();
      }

      @Override
      public void pass(Duration time) {
        bench.advance(time);
      }

      @Override
      public void close() {
        bench.close();
      }
    };
  }
}
