package org.stellaops.signer.bootstrap;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Opens no key whose signatures the FIPS module would not check. A key that is opened is the
 * backend's own: nothing stands between it and the core.
 */
record ApprovedKeys(SigningKeys backend) implements SigningKeys {

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    SigningKey opened = backend.open(key, wanted, deadline);
    SignatureAlgorithm algorithm = opened.pin().algorithm();
    if (!FipsModule.ALGORITHMS.contains(algorithm)) {
      throw new BackendRefused(
          "key "
              + key
              + " signs by "
              + algorithm.label()
              + ", which is not used with crypto.fips: true; name a key that signs by one of "
              + FipsModule.algorithms());
    }
    return opened;
  }

  @Override
  public void requireReachable(Deadline deadline) {
    backend.requireReachable(deadline);
  }
}
