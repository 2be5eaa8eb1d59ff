package org.stellaops.signer.testkit.bypass;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.BypassStore;

class InMemoryBypassesTest extends BypassStoreContract {

  @Override
  protected BypassBench bench() {
    return bench(store -> store);
  }

  /** Each node has an adapter of its own in front of what is common. */
  static BypassBench bench(UnaryOperator<BypassStore> breaking) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    BypassStore common = new InMemoryBypasses(now::get);
    BypassStore store = breaking.apply(common);
    return new BypassBench() {
      @Override
      public BypassStore store() {
        return store;
      }

      @Override
      public BypassStore another() {
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
