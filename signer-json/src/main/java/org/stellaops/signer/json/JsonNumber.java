package org.stellaops.signer.json;

import java.math.BigDecimal;
import java.util.OptionalLong;

/** A number, kept as its canonical text (RFC 8785 §3.2.2.3). */
public final class JsonNumber implements JsonValue {
  private static final long MAX_EXACT = 1L << 53;

  private final String text;

  private JsonNumber(String text) {
    this.text = text;
  }

  /**
   * An integer.
   *
   * @throws IllegalArgumentException beyond ±2^53, where doubles skip integers: use a string there
   */
  public static JsonNumber of(long value) {
    if (value > MAX_EXACT || value < -MAX_EXACT) {
      throw new IllegalArgumentException("not exact as a JSON number");
    }
    return new JsonNumber(Long.toString(value));
  }

  static JsonNumber ofCanonical(String text) {
    return new JsonNumber(text);
  }

  /** The canonical text. */
  public String text() {
    return text;
  }

  /**
   * The value if it is an integer in the range of a long: {@code 1.5} and {@code 1e300} are not.
   */
  public OptionalLong asLong() {
    try {
      return OptionalLong.of(new BigDecimal(text).longValueExact());
    } catch (ArithmeticException notALong) {
      return OptionalLong.empty();
    }
  }

  @Override
  public JsonKind kind() {
    return JsonKind.NUMBER;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
