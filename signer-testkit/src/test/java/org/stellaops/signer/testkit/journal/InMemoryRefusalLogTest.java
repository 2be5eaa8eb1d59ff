package org.stellaops.signer.testkit.journal;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.ports.RefusalLog;

class InMemoryRefusalLogTest extends RefusalLogContract {

  @Override
  protected Bench newBench() {
    return bench(UnaryOperator.identity());
  }

  static Bench bench(UnaryOperator<RefusalLog> fault) {
    InMemoryLane memory = new InMemoryLane(100);
    RefusalLog lane = fault.apply(memory);
    return new Bench() {
      @Override
      public RefusalLog lane() {
        return lane;
      }

      @Override
      public int flood() {
        return 200;
      }

      @Override
      public Map<AuditId, Long> counts() {
        return memory.counts();
      }

      @Override
      public void close() {}
    };
  }
}
