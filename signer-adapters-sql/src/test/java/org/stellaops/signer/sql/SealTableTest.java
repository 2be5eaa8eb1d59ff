package org.stellaops.signer.sql;

import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.seal.SealStoreContract;

class SealTableTest extends SealStoreContract {

  @Override
  protected StoreBench<SealStore> bench() {
    return new SqliteStoreBench<>(SqliteStore::seal);
  }
}
