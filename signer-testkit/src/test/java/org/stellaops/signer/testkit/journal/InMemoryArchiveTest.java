package org.stellaops.signer.testkit.journal;

import org.stellaops.signer.ports.EntitlementArchive;

class InMemoryArchiveTest extends EntitlementArchiveContract {

  @Override
  protected Bench newBench() {
    return bench(new InMemoryArchive());
  }

  static Bench bench(EntitlementArchive archive) {
    return new Bench() {
      @Override
      public EntitlementArchive archive() {
        return archive;
      }

      @Override
      public void restart() {}

      @Override
      public void close() {}
    };
  }
}
