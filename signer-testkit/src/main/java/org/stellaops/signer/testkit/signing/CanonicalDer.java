package org.stellaops.signer.testkit.signing;

import java.math.BigInteger;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/** An ECDSA signature read by the letter of X.690: SEQUENCE of two minimal positive INTEGERs. */
record CanonicalDer(BigInteger r, BigInteger s) {

  /** Empty for every encoding but the one that DER allows. */
  static Optional<CanonicalDer> read(Bytes signature) {
    if (signature.size() < 8 || signature.at(0) != 0x30) {
      return Optional.empty();
    }
    int start = signature.size() > 129 ? 3 : 2;
    boolean shortest = start == 2 || signature.at(1) == (byte) 0x81;
    if (!shortest || (signature.at(start - 1) & 0xff) != signature.size() - start) {
      return Optional.empty();
    }
    int middle = integerEnd(signature, start);
    if (middle < 0 || integerEnd(signature, middle) != signature.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new CanonicalDer(
            new BigInteger(signature.slice(start + 2, middle).toByteArray()),
            new BigInteger(signature.slice(middle + 2, signature.size()).toByteArray())));
  }

  private static int integerEnd(Bytes der, int at) {
    if (at + 3 > der.size() || der.at(at) != 0x02) {
      return -1;
    }
    int length = der.at(at + 1);
    int end = at + 2 + length;
    if (length < 1 || end > der.size()) {
      return -1;
    }
    byte first = der.at(at + 2);
    boolean negative = first < 0;
    boolean padded = first == 0 && (length == 1 || der.at(at + 3) >= 0);
    return negative || padded ? -1 : end;
  }

  /** Whether either integer is at least one byte shorter than the order. */
  boolean hasShortInteger(int orderBits) {
    return Math.min(r.bitLength(), s.bitLength()) <= orderBits - 8;
  }

  /** Whether either integer needs the zero byte that keeps it positive. */
  boolean hasZeroPrefix() {
    return r.bitLength() % 8 == 0 || s.bitLength() % 8 == 0;
  }
}
