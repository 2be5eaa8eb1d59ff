package org.stellaops.signer.json.export;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.model.Reason;

/** The small texts of an export. */
public final class ExportText {

  private static final Pattern TIME =
      Pattern.compile("[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  private static final int LONGEST = 256;

  private ExportText() {}

  /** Whether it has 1 to 256 characters that are seen, and no space at either end. */
  public static boolean isLine(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.equals(text.strip())
        && text.codePoints().noneMatch(ExportText::isHidden);
  }

  private static boolean isHidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** Reads a time in the one form that it is written in. */
  public static Instant time(String text, String path) throws InvalidField {
    try {
      if (TIME.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      // There is no such day or hour: said below.
    }
    throw new InvalidField(
        Reason.EXPORT_TIME,
        path,
        "Give the time as RFC 3339 in UTC, in whole seconds: 2026-11-28T08:00:00Z.");
  }
}
