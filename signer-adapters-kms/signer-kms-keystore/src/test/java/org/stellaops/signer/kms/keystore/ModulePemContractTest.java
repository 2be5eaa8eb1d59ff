package org.stellaops.signer.kms.keystore;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.SignatureAlgorithm;

/** The same contract, with BC-FIPS alone. */
class ModulePemContractTest extends PemKeysContractTest {

  @Override
  PemKeys open(Path file) {
    return PemKeys.open(file, Optional.empty(), ModuleForTests.MODULE);
  }

  @Override
  Set<SignatureAlgorithm> supported() {
    return ModuleForTests.ALGORITHMS;
  }

  @Override
  KeyPair pair(SignatureAlgorithm algorithm) {
    return ModuleForTests.pair(algorithm);
  }
}
