package org.stellaops.signer.kms.keystore;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;

/** A private key in this process's memory. */
sealed interface LocalKey permits SoftwareKey, ModuleKey {

  /** The public key under the algorithm that its kind has. */
  PinnedKey pin();

  /** The name of the provider that signs, for the check of what it signed. */
  String madeBy();

  /**
   * Signs.
   *
   * @param algorithm one that {@link SignatureAlgorithm#of(java.security.PublicKey,
   *     SignatureAlgorithm)} allows for this key
   */
  Bytes sign(Signable what, SignatureAlgorithm algorithm);
}
