package org.stellaops.signer.testkit.seal;

import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.testkit.InMemoryBench;
import org.stellaops.signer.testkit.StoreBench;

class InMemorySealTest extends SealStoreContract {

  @Override
  protected StoreBench<SealStore> bench() {
    return bench(UnaryOperator.identity());
  }

  static StoreBench<SealStore> bench(UnaryOperator<SealStore> breaking) {
    return new InMemoryBench<>(InMemorySeal::new, breaking);
  }
}
