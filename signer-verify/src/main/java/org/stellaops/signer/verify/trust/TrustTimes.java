package org.stellaops.signer.verify.trust;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** The one form of times in our own trust documents. */
final class TrustTimes {

  private static final Pattern FORM =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{3})?Z");

  private TrustTimes() {}

  static Instant read(String text) throws InvalidTrust {
    try {
      if (FORM.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      // As any other text that is no time.
    }
    throw new InvalidTrust("A time is of the form 2026-01-31T00:00:00Z, in UTC.");
  }
}
