package org.stellaops.signer.json;

import java.util.Locale;

/** Builds RFC 9535 paths that are safe to show: escaped and of bounded length. */
final class PathText {
  private static final int MAX = 200;
  private static final int MAX_NAME = 120;

  private final StringBuilder text;

  PathText(String root) {
    text = new StringBuilder(root);
  }

  static String member(String parent, String name) {
    return new PathText(parent).name(name).shown();
  }

  static String element(String parent, int index) {
    return new PathText(parent).index(index).shown();
  }

  PathText index(int index) {
    text.append('[').append(index).append(']');
    return this;
  }

  PathText name(String name) {
    if (isShorthand(name)) {
      text.append('.').append(name);
      return this;
    }
    text.append("['");
    int from = text.length();
    for (int i = 0; i < name.length() && text.length() - from < MAX_NAME; ) {
      int codePoint = name.codePointAt(i);
      escape(codePoint);
      i += Character.charCount(codePoint);
    }
    text.append(text.length() - from < MAX_NAME ? "']" : "…']");
    return this;
  }

  private void escape(int c) {
    if (c == '\'' || c == '\\') {
      text.append('\\').append((char) c);
    } else if ((c >= 0x20 && c < 0x7F) || Character.isLetterOrDigit(c)) {
      text.appendCodePoint(c);
    } else {
      for (char unit : Character.toChars(c)) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
      }
    }
  }

  private static boolean isShorthand(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || isDigit(name.charAt(0))) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!letter && !isDigit(c) && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** At most 200 characters: of a longer path the start and the end. */
  String shown() {
    int length = text.length();
    if (length <= MAX) {
      return text.toString();
    }
    int half = MAX / 2;
    int headTo = Character.isHighSurrogate(text.charAt(half - 2)) ? half - 2 : half - 1;
    int tailFrom = length - half;
    tailFrom += Character.isLowSurrogate(text.charAt(tailFrom)) ? 1 : 0;
    return text.substring(0, headTo) + "…" + text.substring(tailFrom);
  }
}
