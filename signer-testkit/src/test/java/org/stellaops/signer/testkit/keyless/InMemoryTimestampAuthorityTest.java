package org.stellaops.signer.testkit.keyless;

class InMemoryTimestampAuthorityTest extends TimestampAuthorityContract {

  @Override
  protected TimestampAuthorityBench bench() {
    return new InMemoryTimestampBench(good -> good);
  }
}
