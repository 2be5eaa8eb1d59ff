package org.stellaops.signer.kms.keystore;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.stellaops.signer.model.SignatureAlgorithm;

/** The same contract, with a BCFKS file and BC-FIPS alone. */
class ModuleKeystoreContractTest extends KeystoreKeysContractTest {

  @Override
  Pkcs12 newFile() {
    return new Pkcs12("BCFKS", ModuleForTests.MODULE.provider());
  }

  /** Ed25519 as well, which the module knows and the product leaves out. */
  @Override
  Set<SignatureAlgorithm> held() {
    Set<SignatureAlgorithm> held = EnumSet.copyOf(ModuleForTests.ALGORITHMS);
    held.add(SignatureAlgorithm.ED25519);
    return held;
  }

  @Override
  Set<SignatureAlgorithm> supported() {
    return ModuleForTests.ALGORITHMS;
  }

  @Override
  KeystoreKeys open(Path file, Supplier<char[]> password) {
    return KeystoreKeys.open(file, password, ModuleForTests.MODULE);
  }
}
