package org.stellaops.signer.core.check;

import org.stellaops.signer.words.Bytes;

/**
 * Whether an ECDSA signature is in the one encoding that DER allows (X.690 §8.3.2, §10.1): a
 * SEQUENCE of two minimal, positive INTEGERs and nothing after it. Providers differ in what else
 * they let pass, and a signature with two encodings would have two bundle hashes.
 */
final class EcdsaDer {

  private EcdsaDer() {}

  static boolean isCanonical(Bytes signature) {
    // P-384 needs at most 2 + 2 * (2 + 49) bytes, so every length fits in one byte.
    if (signature.size() < 8 || signature.size() > 104) {
      return false;
    }
    boolean sequence = signature.at(0) == 0x30 && signature.at(1) == signature.size() - 2;
    return sequence && integerEnd(signature, integerEnd(signature, 2)) == signature.size();
  }

  /** Where the INTEGER at {@code at} ends, or -1 if there is none in canonical form. */
  private static int integerEnd(Bytes der, int at) {
    if (at < 0 || at + 3 > der.size() || der.at(at) != 0x02) {
      return -1;
    }
    int length = der.at(at + 1);
    int end = at + 2 + length;
    if (length < 1 || end > der.size() || der.at(at + 2) < 0) {
      return -1;
    }
    boolean padded = der.at(at + 2) == 0 && (length == 1 || der.at(at + 3) >= 0);
    return padded ? -1 : end;
  }
}
