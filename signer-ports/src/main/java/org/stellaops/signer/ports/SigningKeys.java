package org.stellaops.signer.ports;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Keys held elsewhere: in a keystore file, a cloud KMS or an HSM. One per backend. */
public interface SigningKeys {

  /**
   * Opens {@code key} and reads its public key. The caller pins what it reads: a key that changes
   * later is an attack.
   *
   * @param wanted what the key is to sign by, where its kind leaves a choice (RSA); null for what
   *     the backend says of the key, and where it says nothing for that of {@link
   *     SignatureAlgorithm#of(java.security.PublicKey)}
   * @throws KeyNotFound no such key, or it is disabled or cannot sign
   * @throws BackendRefused our credentials may not read it, its kind is not supported, or it does
   *     not sign by what is wanted
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}
   */
  SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline);

  /**
   * Whether the backend itself answers, without the use of any key; at most one request.
   *
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}: it does not, or is closed
   */
  void requireReachable(Deadline deadline);
}
