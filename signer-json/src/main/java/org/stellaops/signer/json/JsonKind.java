package org.stellaops.signer.json;

/** The six kinds of JSON value (RFC 8259 §3). */
public enum JsonKind {
  OBJECT("an object"),
  ARRAY("an array"),
  STRING("a string"),
  NUMBER("a number"),
  BOOLEAN("true or false"),
  NULL("null");

  private final String phrase;

  JsonKind(String phrase) {
    this.phrase = phrase;
  }

  String phrase() {
    return phrase;
  }

  /** The kind of the value that starts with this byte, in a text already known to be JSON. */
  static JsonKind startingWith(int first) {
    return switch (first) {
      case '{' -> OBJECT;
      case '[' -> ARRAY;
      case '"' -> STRING;
      case 't', 'f' -> BOOLEAN;
      case 'n' -> NULL;
      default -> NUMBER;
    };
  }
}
