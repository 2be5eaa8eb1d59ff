package org.stellaops.signer.json;

import java.nio.charset.StandardCharsets;

/** Reads strings in their canonical, escaped form: order, length, and what they denote. */
final class CanonicalStrings {
  private CanonicalStrings() {}

  /**
   * Compares two names, quotes left out, by the UTF-16 code units of what they denote. UTF-8 bytes
   * have that order too, except that code points above U+FFFF (lead bytes from F0), which are
   * surrogates in UTF-16, come before U+E000 to U+FFFF (lead bytes EE and EF).
   */
  static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int i = aFrom;
    int j = bFrom;
    while (i < aTo && j < bTo) {
      int x = unescaped(a, i);
      int y = unescaped(b, j);
      if (x != y) {
        boolean astralFirst = x >= 0xF0 ? y == 0xEE || y == 0xEF : y >= 0xF0 && x >= 0xEE;
        return astralFirst ? Integer.compare(y, x) : Integer.compare(x, y);
      }
      i += width(a, i);
      j += width(b, j);
    }
    return Boolean.compare(i < aTo, j < bTo);
  }

  /** UTF-8 bytes of what the name denotes. */
  static int unescapedLength(byte[] b, int from, int to) {
    int length = 0;
    for (int i = from; i < to; i += width(b, i)) {
      length++;
    }
    return length;
  }

  /**
   * What a canonical string denotes, quotes left out.
   *
   * @param maxBytes reading ends with the first character or escape that begins after so many bytes
   */
  static String decode(byte[] b, int from, int to, int maxBytes) {
    int i = from;
    int plainTo = from;
    boolean escaped = false;
    while (i < to && i - from < maxBytes) {
      escaped |= b[i] == '\\';
      i += width(b, i);
      plainTo = i;
    }
    if (!escaped) {
      return new String(b, from, plainTo - from, StandardCharsets.UTF_8);
    }
    byte[] utf8 = new byte[plainTo - from];
    int n = 0;
    for (i = from; i < plainTo; i += width(b, i)) {
      utf8[n++] = (byte) unescaped(b, i);
    }
    return new String(utf8, 0, n, StandardCharsets.UTF_8);
  }

  private static int width(byte[] b, int i) {
    return b[i] != '\\' ? 1 : b[i + 1] == 'u' ? 6 : 2;
  }

  /** The byte at {@code i}, or the one (always ASCII) that the escape there stands for. */
  private static int unescaped(byte[] b, int i) {
    if (b[i] != '\\') {
      return b[i] & 0xFF;
    }
    return switch (b[i + 1]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> Character.digit(b[i + 4], 16) << 4 | Character.digit(b[i + 5], 16);
      default -> b[i + 1];
    };
  }
}
