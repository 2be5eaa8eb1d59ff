package org.stellaops.signer.testkit.signing;

import java.util.function.UnaryOperator;

class InMemorySigningKeysTest extends SigningKeysContract {

  @Override
  protected SigningBench bench() {
    return new InMemoryBench(UnaryOperator.identity());
  }
}
