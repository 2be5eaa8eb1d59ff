package org.stellaops.signer.kms.pkcs11.worker;

import java.util.Arrays;

/**
 * The value of CKA_EC_POINT: wrapped into an OCTET STRING, by older modules of Edwards curves into
 * a BIT STRING, by some not at all. Its length alone tells which, for the first bytes of a bare
 * point can look like a wrapping.
 */
final class EcPoint {

  private EcPoint() {}

  /**
   * A point of P-256, P-384 or P-521.
   *
   * @throws IllegalArgumentException it is none, or compressed
   */
  static byte[] uncompressed(byte[] value) {
    byte[] point =
        switch (value.length) {
          case 65, 97, 133 -> value;
          case 67, 99 -> without(value, 0x04, value.length - 2);
          case 136 -> without(value, 0x04, 0x81, value.length - 3);
          default -> throw new IllegalArgumentException("no point of a known curve");
        };
    if (point[0] != 4) {
      throw new IllegalArgumentException("a point that is compressed");
    }
    return point;
  }

  /**
   * A point of Ed25519.
   *
   * @throws IllegalArgumentException it is none
   */
  static byte[] ed25519(byte[] value) {
    return switch (value.length) {
      case 32 -> value;
      case 34 -> without(value, 0x04, 32);
      case 35 -> without(value, 0x03, 33, 0);
      default -> throw new IllegalArgumentException("not a point of Ed25519");
    };
  }

  private static byte[] without(byte[] value, int... head) {
    for (int i = 0; i < head.length; i++) {
      if ((value[i] & 0xff) != head[i]) {
        throw new IllegalArgumentException("a point in another wrapping");
      }
    }
    return Arrays.copyOfRange(value, head.length, value.length);
  }
}
