package org.stellaops.signer.sql;

import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.testkit.keys.KeyCatalogBench;
import org.stellaops.signer.testkit.keys.KeyCatalogContract;

class KeyTableTest extends KeyCatalogContract {

  @Override
  protected KeyCatalogBench bench() {
    SqliteBench bench = new SqliteBench();
    return new KeyCatalogBench() {
      @Override
      public KeyCatalog catalog() {
        return bench.store().keys();
      }

      /** There is one process only, so that this is the same after a restart. */
      @Override
      public KeyCatalog another() {
        bench.restart();
        return bench.store().keys();
      }

      @Override
      public void close() {
        bench.close();
      }
    };
  }
}
