package org.stellaops.signer.ports;

import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;

/** Keys held elsewhere: in a keystore file, a cloud KMS or an HSM. One per backend. */
public interface SigningKeys {

  /**
   * Opens {@code key} and reads its public key. The caller pins what it reads: a key that changes
   * later is an attack.
   *
   * @throws KeyNotFound no such key, or it is disabled or cannot sign
   * @throws BackendRefused our credentials may not read it, or its kind is not supported
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}
   */
  SigningKey open(KeyUri key, Deadline deadline);

  /**
   * Whether the backend itself answers, without the use of any key; at most one request.
   *
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}: it does not, or is closed
   */
  void requireReachable(Deadline deadline);
}
