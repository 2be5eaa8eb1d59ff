package org.stellaops.signer.ports;

import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;

/** Signs with keys held elsewhere: a keystore file, a cloud KMS or an HSM. One per backend. */
public interface SigningKeys {

  /**
   * The public key of {@code key}. Read at start and pinned; a key that changes later is an attack.
   *
   * @throws KeyNotFound no such key, or it is disabled or cannot sign
   * @throws BackendRefused our credentials may not read it, or its kind is not supported
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}
   */
  PinnedKey publicKey(KeyUri key, Deadline deadline);

  /**
   * Signs {@code what}. The adapter hashes it if its backend wants a digest (RSA, ECDSA), or sends
   * it whole (Ed25519). The result is not trusted: the core checks it against the pinned key.
   *
   * @throws KeyNotFound no such key, or it is disabled or cannot sign; the backend signed nothing
   * @throws BackendRefused our own credentials may not use this key, or the message is over the
   *     backend's limit; signed nothing; retrying does not help
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, throttled, timed out or
   *     unreachable after the adapter's own retries; says whether the backend may have signed
   *     anyway
   */
  SignatureValue sign(KeyUri key, Signable what, Deadline deadline);
}
