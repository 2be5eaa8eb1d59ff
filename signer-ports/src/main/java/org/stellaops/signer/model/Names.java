package org.stellaops.signer.model;

import java.util.regex.Pattern;

/** The checks that the name types share. */
final class Names {

  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");

  private Names() {}

  static void requireSlug(String what, String value) {
    if (!SLUG.matcher(value).matches()) {
      throw new IllegalArgumentException(what + " has 1 to 63 characters out of a-z, 0-9 and -");
    }
  }

  static void requirePrintable(String what, String value, int max) {
    if (value.isEmpty() || value.length() > max) {
      throw new IllegalArgumentException(what + " has 1 to " + max + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        throw new IllegalArgumentException(what + " is printable ASCII");
      }
    }
  }
}
