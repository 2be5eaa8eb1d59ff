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

  static SealBench bench(UnaryOperator<SealStore> breaking) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    SealStore store = breaking.apply(new InMemorySeal(now::get));
    return new SealBench() {
      @Override
      public SealStore store() {
        return store;
      }

      @Override
      public SealStore another() {
        return store;
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
