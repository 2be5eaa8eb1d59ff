package org.stellaops.signer.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.NumberToJSON;
import org.jspecify.annotations.Nullable;

/** Reads one JSON number and writes it in the form of RFC 8785 §3.2.2.3. */
final class NumberScan {
  /**
   * Up to so many digits, each decimal is the shortest that denotes its double (IEEE 754 §5.12).
   */
  private static final int SURE_DIGITS = 15;

  /** ECMAScript writes integers up to 10^21 and fractions from 10^-6 without an exponent. */
  private static final int PLAIN_INTEGER_DIGITS = 21;

  private static final int PLAIN_FRACTION_ZEROS = 5;

  private static final int MAX_SIGNIFICANT_DIGITS = 17;

  private final int maxChars;

  private int digitsFrom;
  private int point;
  private int digitsTo;
  private boolean exponent;

  /** Of the number that was copied last: its other form, or null if no decimal was changed. */
  private @Nullable String rounded;

  NumberScan(int maxChars) {
    this.maxChars = maxChars;
  }

  /** Checks the grammar only: what is not written anew need not be exact. */
  void skip(Source in) throws ScanStopped {
    read(in);
  }

  /** The canonical form of the number that was copied last, if it is another decimal. */
  @Nullable String rounded() {
    return rounded;
  }

  void copy(Source in, Sink out) throws ScanStopped {
    int start = in.at;
    rounded = null;
    read(in);
    int end = in.at;
    int first = firstSignificant(in.bytes);
    if (first < 0) {
      // Minus zero too: ECMAScript writes it as 0 (RFC 8785 appendix B).
      out.put('0', start);
      return;
    }
    int last = lastSignificant(in.bytes);
    int significant = last - first + 1 - (first < point && last > point ? 1 : 0);
    if (!exponent && significant <= SURE_DIGITS && isPlain(first, last)) {
      out.copy(in.bytes, start, last > point ? last + 1 : point);
    } else {
      in.at = start;
      out.ascii(convert(in, end, significant), start);
      in.at = end;
    }
  }

  private boolean isPlain(int first, int last) {
    return last > point
        ? first < point || first - point - 1 <= PLAIN_FRACTION_ZEROS
        : point - digitsFrom <= PLAIN_INTEGER_DIGITS;
  }

  private String convert(Source in, int end, int significant) throws ScanStopped {
    if (significant > MAX_SIGNIFICANT_DIGITS) {
      throw in.stop(JsonFault.NUMBER_TOO_PRECISE);
    }
    String text = new String(in.bytes, in.at, end - in.at, StandardCharsets.US_ASCII);
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw in.stop(JsonFault.NUMBER_OVERFLOW);
    }
    if (value == 0) {
      throw in.stop(JsonFault.NUMBER_UNDERFLOW);
    }
    String canonical = ecmaScript(value);
    // Subnormal doubles hold fewer digits.
    if (significant > SURE_DIGITS || Math.abs(value) < Double.MIN_NORMAL) {
      BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
      if (exact.compareTo(new BigDecimal(canonical)) != 0) {
        if (exact.scale() <= 0) {
          throw in.stop(JsonFault.NUMBER_INEXACT);
        }
        rounded = canonical;
      }
    }
    return canonical;
  }

  static String ecmaScript(double value) {
    try {
      return NumberToJSON.serializeNumber(value);
    } catch (IOException notFinite) {
      throw new IllegalArgumentException("not a finite number", notFinite);
    }
  }

  /** Checks the grammar of RFC 8259 §6 and moves past the number. */
  private void read(Source in) throws ScanStopped {
    byte[] b = in.bytes;
    int start = in.at;
    digitsFrom = b[start] == '-' ? start + 1 : start;
    point = digits(in, digitsFrom, start);
    if (b[digitsFrom] == '0' && point - digitsFrom > 1) {
      throw in.stop(JsonFault.INVALID_NUMBER);
    }
    int p = point;
    if (p < in.end && b[p] == '.') {
      p = digits(in, p + 1, start);
    }
    digitsTo = p;
    exponent = p < in.end && (b[p] | 0x20) == 'e';
    if (exponent) {
      p++;
      if (p < in.end && (b[p] == '+' || b[p] == '-')) {
        p++;
      }
      p = digits(in, p, start);
    }
    if (p - start > maxChars) {
      throw in.stop(JsonFault.NUMBER_TOO_LONG);
    }
    in.at = p;
  }

  /**
   * The position after one or more digits at {@code p}; a number that is too long ends the walk.
   */
  private int digits(Source in, int p, int start) throws ScanStopped {
    byte[] b = in.bytes;
    int to = (int) Math.min(in.end, (long) start + maxChars + 1);
    int q = p;
    while (q < to && b[q] >= '0' && b[q] <= '9') {
      q++;
    }
    if (q - start > maxChars) {
      throw in.stop(JsonFault.NUMBER_TOO_LONG);
    }
    if (q == p) {
      throw in.stop(p >= in.end ? JsonFault.UNEXPECTED_END : JsonFault.INVALID_NUMBER);
    }
    return q;
  }

  private int firstSignificant(byte[] b) {
    for (int p = digitsFrom; p < digitsTo; p++) {
      if (b[p] != '0' && b[p] != '.') {
        return p;
      }
    }
    return -1;
  }

  private int lastSignificant(byte[] b) {
    int p = digitsTo - 1;
    while (b[p] == '0' || b[p] == '.') {
      p--;
    }
    return p;
  }
}
