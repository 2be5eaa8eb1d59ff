package org.stellaops.signer.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads one JSON string and writes it in the form of RFC 8785 §3.2.2.2. */
final class StringScan {
  /** The canonical form holds a backslash. */
  static final int ESCAPED = 1;

  /** It holds U+E000 or above, where UTF-8 order and UTF-16 order part. */
  static final int HIGH = 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private StringScan() {}

  /**
   * Copies the string whose opening quote is the next byte, quotes included.
   *
   * @return {@link #ESCAPED} and {@link #HIGH}, or-ed
   */
  static int copy(Source in, Sink out) throws ScanStopped {
    byte[] b = in.bytes;
    int end = in.end;
    int run = in.at;
    int p = run + 1;
    int flags = 0;
    while (true) {
      p = skipPlain(b, p, end);
      if (p >= end) {
        throw new ScanStopped(JsonFault.UNEXPECTED_END, end);
      }
      int c = b[p];
      if (c == '"') {
        out.copy(b, run, p + 1);
        in.at = p + 1;
        return flags;
      }
      if (c == '\\') {
        out.copy(b, run, p);
        in.at = p;
        flags |= escape(in, out);
        p = in.at;
        run = p;
      } else if (c < 0) {
        flags |= (c & 0xFF) >= 0xEE ? HIGH : 0;
        p += sequenceLength(b, p, end);
      } else {
        throw new ScanStopped(JsonFault.CONTROL_CHARACTER, p);
      }
    }
  }

  /** The first position from {@code p} that is a quote, backslash, control or non-ASCII byte. */
  private static int skipPlain(byte[] b, int p, int end) {
    while (p <= end - 8) {
      long w = (long) LONGS.get(b, p);
      long quote = w ^ (ONES * '"');
      long slash = w ^ (ONES * '\\');
      // A borrow can mark a byte above a marked one by mistake, never the lowest marked byte.
      long special =
          (w | ((w - ONES * 0x20) & ~w) | ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash))
              & TOPS;
      if (special != 0) {
        return p + (Long.numberOfTrailingZeros(special) >>> 3);
      }
      p += 8;
    }
    while (p < end && b[p] >= 0x20 && b[p] != '"' && b[p] != '\\') {
      p++;
    }
    return p;
  }

  /** Checks one sequence of two to four bytes by table 3-7 of the Unicode standard. */
  private static int sequenceLength(byte[] b, int p, int end) throws ScanStopped {
    int lead = b[p] & 0xFF;
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || end - p < length) {
      throw new ScanStopped(JsonFault.INVALID_UTF8, p);
    }
    int codePoint = lead & (0xFF >> (length + 1));
    for (int i = 1; i < length; i++) {
      int next = b[p + i];
      if ((next & 0xC0) != 0x80) {
        throw new ScanStopped(JsonFault.INVALID_UTF8, p);
      }
      codePoint = codePoint << 6 | (next & 0x3F);
    }
    boolean overlong = codePoint < (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000);
    if (overlong || codePoint > 0x10FFFF || (codePoint >>> 11) == 0xD800 >>> 11) {
      throw new ScanStopped(JsonFault.INVALID_UTF8, p);
    }
    if (isNoncharacter(codePoint)) {
      throw new ScanStopped(JsonFault.NONCHARACTER, p);
    }
    return length;
  }

  static boolean isNoncharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }

  private static int escape(Source in, Sink out) throws ScanStopped {
    int start = in.at;
    if (start + 1 >= in.end) {
      throw new ScanStopped(JsonFault.UNEXPECTED_END, in.end);
    }
    int c = in.bytes[start + 1];
    in.at = start + 2;
    return switch (c) {
      case '"', '\\' -> character(c, out, start);
      case '/' -> character('/', out, start);
      case 'b' -> character('\b', out, start);
      case 'f' -> character('\f', out, start);
      case 'n' -> character('\n', out, start);
      case 'r' -> character('\r', out, start);
      case 't' -> character('\t', out, start);
      case 'u' -> character(unicodeEscape(in, start), out, start);
      default -> throw new ScanStopped(JsonFault.INVALID_ESCAPE, start);
    };
  }

  private static int unicodeEscape(Source in, int start) throws ScanStopped {
    int unit = fourHex(in, start);
    int codePoint = unit;
    if (Character.isLowSurrogate((char) unit)) {
      throw new ScanStopped(JsonFault.LONE_SURROGATE, start);
    }
    if (Character.isHighSurrogate((char) unit)) {
      byte[] b = in.bytes;
      int p = in.at;
      if (in.end - p < 2 || b[p] != '\\' || b[p + 1] != 'u') {
        throw new ScanStopped(JsonFault.LONE_SURROGATE, start);
      }
      in.at = p + 2;
      int low = fourHex(in, p);
      if (!Character.isLowSurrogate((char) low)) {
        throw new ScanStopped(JsonFault.LONE_SURROGATE, start);
      }
      codePoint = Character.toCodePoint((char) unit, (char) low);
    }
    if (isNoncharacter(codePoint)) {
      throw new ScanStopped(JsonFault.NONCHARACTER, start);
    }
    return codePoint;
  }

  private static int fourHex(Source in, int start) throws ScanStopped {
    if (in.end - in.at < 4) {
      throw new ScanStopped(JsonFault.UNEXPECTED_END, in.end);
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = in.bytes[in.at++];
      int digit;
      if (c >= '0' && c <= '9') {
        digit = c - '0';
      } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
        digit = (c | 0x20) - 'a' + 10;
      } else {
        throw new ScanStopped(JsonFault.INVALID_ESCAPE, start);
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Writes one code point as RFC 8785 wants it; it must not be a surrogate. */
  static int character(int codePoint, Sink out, int at) throws ScanStopped {
    out.ensure(6, at);
    byte[] b = out.bytes;
    int n = out.size;
    int flags = 0;
    if (codePoint < 0x80) {
      int shortForm = shortEscape(codePoint);
      if (shortForm == 0) {
        b[n++] = (byte) codePoint;
      } else {
        flags = ESCAPED;
        b[n++] = '\\';
        b[n++] = (byte) shortForm;
        if (shortForm == 'u') {
          b[n++] = '0';
          b[n++] = '0';
          b[n++] = HEX[codePoint >> 4];
          b[n++] = HEX[codePoint & 0xF];
        }
      }
    } else if (codePoint < 0x800) {
      b[n++] = (byte) (0xC0 | codePoint >> 6);
      b[n++] = (byte) (0x80 | (codePoint & 0x3F));
    } else {
      flags = codePoint >= 0xE000 ? HIGH : 0;
      if (codePoint < 0x10000) {
        b[n++] = (byte) (0xE0 | codePoint >> 12);
      } else {
        b[n++] = (byte) (0xF0 | codePoint >> 18);
        b[n++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
      }
      b[n++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
      b[n++] = (byte) (0x80 | (codePoint & 0x3F));
    }
    out.size = n;
    return flags;
  }

  /** The letter after the backslash, {@code u} for the long form, or 0 for no escape at all. */
  private static int shortEscape(int c) {
    return switch (c) {
      case '"', '\\' -> c;
      case '\b' -> 'b';
      case '\f' -> 'f';
      case '\n' -> 'n';
      case '\r' -> 'r';
      case '\t' -> 't';
      default -> c < 0x20 ? 'u' : 0;
    };
  }
}
