package org.stellaops.signer.cli.terminal;

import java.util.Locale;

/**
 * Text from outside as a terminal may show it: what moves a cursor, rings, colours, hides or turns
 * text around is written as its escape.
 */
public final class VisibleText {

  private VisibleText() {}

  /** Lines stay lines. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c == '\n' || c == '\t' || isVisible(c)) {
            shown.appendCodePoint(c);
          } else {
            for (char unit : Character.toChars(c)) {
              shown.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
            }
          }
        });
    return shown.toString();
  }

  /** The same JSON: what is not visible stands in its strings, but for line ends between values. */
  static String json(String document) {
    return of(document.replace('\r', ' '));
  }

  /** Of one line: a line end is written as its escape as well. */
  public static String line(String text) {
    return of(text).replace("\n", "\\u000a").replace("\t", "\\u0009");
  }

  private static boolean isVisible(int c) {
    // Noncharacters (Unicode §23.7), which have no place in JSON either.
    if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
