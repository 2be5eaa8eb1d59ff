package org.stellaops.signer.sql;

import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.bypass.BypassStoreContract;

class BypassTableTest extends BypassStoreContract {

  @Override
  protected StoreBench<BypassStore> bench() {
    return new SqliteStoreBench<>(SqliteStore::bypasses);
  }
}
