package org.stellaops.signer.verify;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * Standard base64 (RFC 4648 §4) in the one form that encoding yields, decoded from bytes. The same
 * rule as {@link Bytes#base64(String)} without making a text of a payload of 100 MiB.
 */
final class CanonicalBase64 {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final boolean[] DIGIT = new boolean[128];

  static {
    ALPHABET.chars().forEach(c -> DIGIT[c] = true);
    DIGIT['='] = true;
  }

  private CanonicalBase64() {}

  /** Whether the byte is of the alphabet, or the padding. */
  static boolean isDigit(byte b) {
    return b >= 0 && DIGIT[b];
  }

  /** Decodes the range; empty if it is not canonical. */
  static Optional<Bytes> decode(byte[] text, int from, int to) {
    int length = to - from;
    if (length % 4 != 0 || !trailingBitsAreZero(text, to, length)) {
      return Optional.empty();
    }
    try {
      ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(text, from, length));
      return Optional.of(Bytes.adopt(decoded.array(), 0, decoded.limit()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean trailingBitsAreZero(byte[] text, int to, int length) {
    if (length == 0 || text[to - 1] != '=') {
      return true;
    }
    return text[to - 2] == '='
        ? (ALPHABET.indexOf(text[to - 3]) & 0x0f) == 0
        : (ALPHABET.indexOf(text[to - 2]) & 0x03) == 0;
  }
}
