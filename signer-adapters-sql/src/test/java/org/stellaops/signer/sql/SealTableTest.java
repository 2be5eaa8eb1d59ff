package org.stellaops.signer.sql;

import java.time.Duration;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.testkit.seal.SealBench;
import org.stellaops.signer.testkit.seal.SealStoreContract;

class SealTableTest extends SealStoreContract {

  @Override
  protected SealBench bench() {
    SqliteBench bench = new SqliteBench();
    return new SealBench() {
      @Override
      public SealStore store() {
        return bench.store().seal();
      }

      @Override
      public SealStore another() {
        bench.restart();
        return bench.store().seal();
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
