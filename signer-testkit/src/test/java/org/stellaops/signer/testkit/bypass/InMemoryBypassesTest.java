package org.stellaops.signer.testkit.bypass;

import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.testkit.InMemoryBench;
import org.stellaops.signer.testkit.StoreBench;

class InMemoryBypassesTest extends BypassStoreContract {

  @Override
  protected StoreBench<BypassStore> bench() {
    return bench(UnaryOperator.identity());
  }

  static StoreBench<BypassStore> bench(UnaryOperator<BypassStore> breaking) {
    return new InMemoryBench<>(InMemoryBypasses::new, breaking);
  }
}
