package org.stellaops.signer.sql;

import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.securitykey.SecurityKeyStoreContract;

class SecurityKeyTableTest extends SecurityKeyStoreContract {

  @Override
  protected StoreBench<SecurityKeyStore> bench() {
    return new SqliteStoreBench<>(SqliteStore::securityKeys);
  }
}
