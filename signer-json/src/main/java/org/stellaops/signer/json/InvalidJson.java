package org.stellaops.signer.json;

import java.util.OptionalInt;

/**
 * A JSON text that is refused: the caller's mistake, never ours. It is checked so that each reader
 * of JSON decides what the refusal becomes, and carries no stack trace because it is an answer.
 */
public final class InvalidJson extends Exception {
  private static final long serialVersionUID = 1L;

  private final JsonFault fault;
  private final String path;
  private final int offset;

  private InvalidJson(JsonFault fault, String sentence, String path, int offset) {
    super(
        sentence + ", at " + path + (offset < 0 ? "" : " (byte " + offset + ")") + fault.remedy(),
        null,
        false,
        false);
    this.fault = fault;
    this.path = path;
    this.offset = offset;
  }

  static InvalidJson at(JsonFault fault, String path, int offset) {
    return new InvalidJson(fault, fault.sentence(), path, offset);
  }

  static InvalidJson at(JsonFault fault, String path) {
    return new InvalidJson(fault, fault.sentence(), path, -1);
  }

  static InvalidJson wrongType(String path, JsonKind expected, JsonKind found) {
    String sentence = "expected " + expected.phrase() + " but found " + found.phrase();
    return new InvalidJson(JsonFault.WRONG_TYPE, sentence, path, -1);
  }

  static InvalidJson wrongType(String path, String expected) {
    return new InvalidJson(JsonFault.WRONG_TYPE, "expected " + expected, path, -1);
  }

  public JsonFault fault() {
    return fault;
  }

  /**
   * Where it is, as an RFC 9535 path such as {@code $.predicate.components[3]['na"me']}. Names come
   * from the caller: at most 200 characters in all (the middle is left out of a longer path), with
   * everything but letters, digits and printable ASCII escaped, so that it is safe in a log line.
   */
  public String path() {
    return path;
  }

  /** Bytes from the start of the text that was read; empty when only the path is known. */
  OptionalInt offset() {
    return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
  }
}
