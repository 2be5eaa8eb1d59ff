package org.stellaops.signer.testkit.securitykey;

import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.testkit.InMemoryBench;
import org.stellaops.signer.testkit.StoreBench;

class InMemorySecurityKeysTest extends SecurityKeyStoreContract {

  @Override
  protected StoreBench<SecurityKeyStore> bench() {
    return bench(UnaryOperator.identity());
  }

  static StoreBench<SecurityKeyStore> bench(UnaryOperator<SecurityKeyStore> breaking) {
    return new InMemoryBench<>(clock -> new InMemorySecurityKeys(), breaking);
  }
}
