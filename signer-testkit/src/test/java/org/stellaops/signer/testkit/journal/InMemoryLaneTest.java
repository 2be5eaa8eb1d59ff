package org.stellaops.signer.testkit.journal;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.RefusalLane;
import org.stellaops.signer.words.AuditId;

class InMemoryLaneTest extends RefusalLaneContract {

  @Override
  protected Bench newBench() {
    return bench(UnaryOperator.identity());
  }

  static Bench bench(UnaryOperator<RefusalLane> fault) {
    InMemoryLane memory = new InMemoryLane(100);
    RefusalLane lane = fault.apply(memory);
    return new Bench() {
      @Override
      public RefusalLane lane() {
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
