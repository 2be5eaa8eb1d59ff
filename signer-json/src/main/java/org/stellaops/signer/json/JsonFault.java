package org.stellaops.signer.json;

import org.stellaops.signer.model.Reason;

/** Why a JSON text, or a member of it, is refused. */
public enum JsonFault {
  EMPTY("the document is empty"),
  TOO_LARGE("the document, or its canonical form, is larger than allowed"),
  /** RFC 8259 §8.1: a byte order mark must not be added; we do not skip it either. */
  BYTE_ORDER_MARK("the document starts with a byte order mark"),
  UNEXPECTED_END("the document ends too early"),
  UNEXPECTED_CHARACTER(
      "a character stands where JSON (RFC 8259) does not allow it",
      "comments, single quotes, NaN and a comma before a closing bracket are not JSON"),
  TRAILING_DATA("something follows the end of the document"),
  NOT_AN_OBJECT("the document is not a JSON object", "it begins with {"),
  TOO_DEEP("arrays and objects are nested too deep", "write it with fewer levels"),
  TOO_MANY_MEMBERS("there are too many members in one object and the objects around it"),
  TOO_MANY_VALUES("there are too many values"),
  /** RFC 7493 §2.3; names are compared after their escapes are resolved. */
  DUPLICATE_NAME("a member name appears twice in one object", "keep one of them"),
  NAME_TOO_LONG("a member name is too long", "shorten it"),
  /** Overlong forms, encoded surrogates, values over U+10FFFF and cut sequences included. */
  INVALID_UTF8("a string is not valid UTF-8", "save the document as UTF-8"),
  /** RFC 7493 §2.1. */
  LONE_SURROGATE(
      "a string holds half of a surrogate pair", "write the whole character or leave it out"),
  /** RFC 7493 §2.1: U+FDD0 to U+FDEF and the last two code points of each plane. */
  NONCHARACTER("a string holds a Unicode noncharacter", "leave it out"),
  CONTROL_CHARACTER(
      "a string holds a control character that is not escaped",
      "write it as an escape, such as \\t or \\u0009"),
  INVALID_ESCAPE(
      "a string holds an escape that JSON does not have", "a backslash itself is written twice"),
  INVALID_NUMBER(
      "a number does not follow the JSON grammar",
      "leading zeros, a leading plus and Infinity are not JSON"),
  NUMBER_TOO_LONG("a number has too many characters", "write it shorter, or as a string"),
  NUMBER_TOO_PRECISE(
      "a number has more than 17 significant digits, which no IEEE 754 double holds",
      "write it with at most 17, or as a string"),
  NUMBER_OVERFLOW("a number is too large for an IEEE 754 double", "write it as a string"),
  NUMBER_UNDERFLOW(
      "a number that is not zero would become zero as an IEEE 754 double", "write it as a string"),
  NUMBER_INEXACT(
      "an integer would become another integer in canonical form", "write it as a string"),
  WRONG_TYPE("a value has the wrong type"),
  MISSING_MEMBER("a required member is missing"),
  UNKNOWN_MEMBER("a member is not known here");

  private final String sentence;

  /** Empty where the sentence says what to do. */
  private final String remedy;

  JsonFault(String sentence) {
    this(sentence, "");
  }

  JsonFault(String sentence, String remedy) {
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /** Why a request that holds it is refused. */
  public Reason reason() {
    return Reason.valueOf("JSON_" + name());
  }

  /** Whether the text is well-formed JSON, but not the document that it should be. */
  public boolean isWellFormed() {
    return this == WRONG_TYPE || this == MISSING_MEMBER || this == UNKNOWN_MEMBER;
  }

  /** What follows the place of the fault: what to do, or nothing. */
  String remedy() {
    return remedy.isEmpty() ? "" : "; " + remedy;
  }

  /** Says it in English, without any of the caller's text. */
  public String sentence() {
    return sentence;
  }
}
