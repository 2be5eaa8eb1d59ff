package org.stellaops.signer.json;

/** A string of Unicode scalar values that are not noncharacters (RFC 7493 §2.1). */
public record JsonString(String value) implements JsonValue {

  /**
   * A string of this text.
   *
   * @throws IllegalArgumentException if the text holds a lone surrogate or a noncharacter
   */
  public JsonString {
    requireText(value);
  }

  static String requireText(String text) {
    int plain = 0;
    while (plain < text.length() && text.charAt(plain) < Character.MIN_SURROGATE) {
      plain++;
    }
    for (int i = plain; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= 0xDFFF;
      if (surrogate || StringScan.isNoncharacter(codePoint)) {
        throw new IllegalArgumentException("a surrogate or noncharacter in a JSON string");
      }
      i += Character.charCount(codePoint);
    }
    return text;
  }

  @Override
  public JsonKind kind() {
    return JsonKind.STRING;
  }

  /** Never the content: it may be a secret. */
  @Override
  public String toString() {
    return "JsonString[" + value.length() + "]";
  }
}
