package org.stellaops.signer.cli.files;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;

/** The start of a file, to tell its form by. */
final class FileHead {

  private static final int SIZE = 64 << 10;

  private final Bytes bytes;

  /** Each byte as one character, without an UTF-8 byte order mark. */
  private final String text;

  private final String lower;
  private final boolean whole;

  FileHead(Bytes content) {
    whole = content.size() <= SIZE;
    bytes = whole ? content : content.slice(0, SIZE);
    Bytes unmarked = LocalFile.withoutByteOrderMark(bytes);
    text = new String(unmarked.toByteArray(), StandardCharsets.ISO_8859_1);
    lower = text.toLowerCase(Locale.ROOT);
  }

  boolean isBlank() {
    return whole && text.isBlank();
  }

  boolean starts(int... expected) {
    if (bytes.size() < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes.at(i) & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  boolean isTar() {
    return text.startsWith("ustar", 257);
  }

  boolean isUtf32() {
    return starts(0xff, 0xfe, 0, 0)
        || starts(0, 0, 0xfe, 0xff)
        || starts('{', 0, 0, 0)
        || starts(0, 0, 0, '{');
  }

  /** Whether every other byte at the beginning is zero: ASCII in UTF-16. */
  boolean hasZerosFrom(int zero) {
    return bytes.size() >= 4
        && bytes.at(zero) == 0
        && bytes.at(zero + 2) == 0
        && bytes.at(1 - zero) > 0
        && bytes.at(3 - zero) > 0;
  }

  /** Whether this is the first text that is not white space. */
  boolean begins(String expected) {
    return text.stripLeading().startsWith(expected);
  }

  boolean isXml() {
    return begins("<");
  }

  /** Neither JSON nor XML. */
  boolean isPlain() {
    return !begins("{") && !begins("[") && !isXml();
  }

  boolean isRdf() {
    return isXml() || (isPlain() && hasLine("[ \\t]*(@?prefix|PREFIX)[ \\t].*"));
  }

  boolean has(String lowerCase) {
    return lower.contains(lowerCase);
  }

  boolean hasLine(String pattern) {
    return Pattern.compile("^" + pattern + "$", Pattern.MULTILINE).matcher(text).find();
  }
}
