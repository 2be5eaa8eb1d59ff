package org.stellaops.signer.kms.keystore;

import org.stellaops.signer.model.PinnedKey;

/**
 * What stands under one alias of a keystore file. Classes, not records: a record prints its parts.
 */
sealed interface HeldKey {

  /** A P-256 key pair. */
  final class Usable implements HeldKey {
    private final PinnedKey pin;
    private final Rfc6979Key key;

    Usable(PinnedKey pin, Rfc6979Key key) {
      this.pin = pin;
      this.key = key;
    }

    PinnedKey pin() {
      return pin;
    }

    Rfc6979Key key() {
      return key;
    }
  }

  /** A private key that this backend does not sign with. */
  record OfAnotherKind(String why) implements HeldKey {}

  /** A certificate or a secret: nothing to sign with. */
  record NotAKeyPair() implements HeldKey {}
}
