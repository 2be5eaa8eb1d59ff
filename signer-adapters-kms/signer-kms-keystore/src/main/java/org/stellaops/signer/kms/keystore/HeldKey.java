package org.stellaops.signer.kms.keystore;

/**
 * What stands under one alias of a keystore file. Classes, not records: a record prints its parts.
 */
sealed interface HeldKey {

  /** A key pair. */
  final class Usable implements HeldKey {
    private final LocalKey key;

    Usable(LocalKey key) {
      this.key = key;
    }

    LocalKey key() {
      return key;
    }
  }

  /** A private key that this backend does not sign with. */
  record OfAnotherKind(String why) implements HeldKey {}

  /** A certificate or a secret: nothing to sign with. */
  record NotAKeyPair() implements HeldKey {}
}
