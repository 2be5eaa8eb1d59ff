package org.stellaops.signer.ports;

import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;

/**
 * One opened key of a backend: its public key, and its use. Safe for concurrent use. The core hands
 * it to the signing step only.
 */
public interface SigningKey {

  /** The public key as it was when the key was opened. */
  PinnedKey pin();

  /**
   * Whether {@link #sign} only computes. A key that waits for nobody signs on its caller's thread;
   * any other gets one of its own, so that a call which misses its deadline can be left behind.
   */
  default boolean isLocal() {
    return false;
  }

  /**
   * Whether the backend says that it keeps this key in software. False where it says otherwise, or
   * has no word on it: then the configuration's counts. A key that is to be one in hardware and is
   * not is never used.
   */
  default boolean isInSoftware() {
    return false;
  }

  /**
   * Signs {@code what}. The adapter hashes it if its backend wants a digest (RSA, ECDSA), or sends
   * it whole (Ed25519). The result is not trusted: the core checks it against the pinned key.
   *
   * @param gate asked before each request that is sent, as {@link SendGate} says; what is signed
   *     without that is not released
   * @throws KeyNotFound the key is gone, disabled or cannot sign; the backend signed nothing
   * @throws BackendRefused our own credentials may not use this key, or the message is over the
   *     backend's limit; signed nothing; retrying does not help
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, throttled, timed out or
   *     unreachable after the adapter's own retries; says whether the backend may have signed
   *     anyway
   * @throws RuntimeException what {@code gate} threw; the backend signed nothing
   */
  SignatureValue sign(Signable what, SendGate gate, Deadline deadline);
}
