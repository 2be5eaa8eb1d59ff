package org.stellaops.signer.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Stream;

/**
 * The number series that RFC 8785 appendix B points to: chosen values, the smallest normal doubles,
 * then the doubles of a SHA-256 chain without zeros, infinities and NaNs.
 */
final class NumberSeries {
  private static final int SERIAL = 2000;

  private final long[] chosen =
      Rfc8785Test.lines("/jcs/number-series.txt")
          .flatMap(line -> Stream.of(line.split(" ")))
          .mapToLong(hex -> Long.parseUnsignedLong(hex, 16))
          .toArray();
  private final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
  private byte[] block = new byte[32];
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private int index;

  NumberSeries() throws NoSuchAlgorithmException {}

  double next() {
    int i = index++;
    if (i < chosen.length) {
      return Double.longBitsToDouble(chosen[i]);
    }
    if (i < chosen.length + SERIAL) {
      return Double.longBitsToDouble(0x0010000000000000L + i - chosen.length);
    }
    double value;
    do {
      if (!rest.hasRemaining()) {
        block = sha256.digest(block);
        rest = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
      }
      value = rest.getDouble();
    } while (value == 0 || Double.isNaN(value) || Double.isInfinite(value));
    return value;
  }
}
