package org.stellaops.signer.testkit.seal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.SealStore;

class InMemorySealTest extends SealStoreContract {

  @Override
  protected SealBench bench() {
    return bench(store -> store);
  }

  /** Each node has an adapter of its own in front of what is common. */
  static SealBench bench(UnaryOperator<SealStore> breaking) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    SealStore common = new InMemorySeal(now::get);
    SealStore store = breaking.apply(common);
    return new SealBench() {
      @Override
      public SealStore store() {
        return store;
      }

      @Override
      public SealStore another() {
        return breaking.apply(common);
      }

      @Override
      public void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
      }

      @Override
      public void close() {}
    };
  }
}
