package org.stellaops.signer.model;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * The DER form of {@code Ecdsa-Sig-Value} (RFC 3279 §2.2.3): two positive integers, shortest
 * lengths (X.690 §8.3.2, §10.1), nothing after. Providers disagree about looser forms, and a
 * signature with two encodings would have two bundle hashes.
 */
final class EcdsaDer {

  private EcdsaDer() {}

  /**
   * @param width bytes of the curve's order, at most 66, so that every length of an integer fits
   *     one byte and that of both at most two
   */
  static boolean isCanonical(Bytes sig, int width) {
    if (sig.size() < 8 || sig.at(0) != 0x30) {
      return false;
    }
    int start = startOfIntegers(sig);
    int second = start < 0 ? -1 : endOfInteger(sig, start, width);
    return second > 0 && endOfInteger(sig, second, width) == sig.size();
  }

  /**
   * The DER of r||s.
   *
   * @param width bytes of the curve's order
   * @return empty if the answer has another length, or an integer is zero
   */
  static Optional<Bytes> of(Bytes raw, int width) {
    if (raw.size() != 2 * width) {
      return Optional.empty();
    }
    byte[] rs = raw.toByteArray();
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(rs, 0, width));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, width, 2 * width));
    if (r.signum() == 0 || s.signum() == 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    put(body, r);
    put(body, s);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(0x30);
    if (body.size() >= 0x80) {
      whole.write(0x81);
    }
    whole.write(body.size());
    whole.writeBytes(body.toByteArray());
    return Optional.of(Bytes.adopt(whole.toByteArray()));
  }

  private static void put(ByteArrayOutputStream out, BigInteger value) {
    byte[] bytes = value.toByteArray();
    out.write(0x02);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  /** One past the length of the whole, or -1 if that is not the shortest form of what follows. */
  private static int startOfIntegers(Bytes sig) {
    int length = sig.size() - 2;
    if (length < 0x80) {
      return sig.at(1) == length ? 2 : -1;
    }
    boolean longForm = sig.at(1) == (byte) 0x81 && (sig.at(2) & 0xff) == sig.size() - 3;
    return longForm && sig.size() - 3 >= 0x80 ? 3 : -1;
  }

  /** One past the integer that starts at {@code at}, or -1. */
  private static int endOfInteger(Bytes sig, int at, int width) {
    if (at + 3 > sig.size() || sig.at(at) != 0x02) {
      return -1;
    }
    int length = sig.at(at + 1);
    int end = at + 2 + length;
    if (length < 1 || length > width + 1 || end > sig.size()) {
      return -1;
    }
    int first = sig.at(at + 2);
    if (first < 0 || (length > width && first != 0)) {
      return -1;
    }
    if (first == 0 && (length == 1 || sig.at(at + 3) >= 0)) {
      return -1;
    }
    return end;
  }
}
