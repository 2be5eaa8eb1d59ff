package org.stellaops.signer.verify.kit;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that files in a kit have, and those that any system can unpack beside each other. */
public final class KitPaths {

  /** The signed manifest. */
  public static final String MANIFEST = "manifest.sigstore.json";

  /** The keys with their validity and revocations. */
  public static final String KEYS = "trust/keys.json";

  /** What is revoked. */
  public static final String REVOCATIONS = "trust/revocations.json";

  /** Authorities and logs; a kit for plain keys has none. */
  public static final String TRUSTED_ROOT = "trust/trusted_root.json";

  private static final int MAX_LENGTH = 160;

  /** Segments of letters, digits and {@code . _ -} that begin with neither of these. */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,4}");

  /** What is a device on some systems, and what these take away from the end. */
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(.*/)?(con|prn|aux|nul|com[0-9]|lpt[0-9])([./].*)?|.*\\.(/.*)?");

  private KitPaths() {}

  /** Whether a file of a kit may be named so. */
  static boolean isGood(String path) {
    return path.length() <= MAX_LENGTH
        && FORM.matcher(path).matches()
        && !RESERVED.matcher(path).matches();
  }

  /** Whether no two of these are one file, or file and directory, where case does not count. */
  static boolean areApart(Collection<String> paths) {
    Set<String> files = new HashSet<>();
    for (String path : paths) {
      if (!files.add(path.toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    for (String path : files) {
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        if (files.contains(path.substring(0, slash))) {
          return false;
        }
      }
    }
    return true;
  }
}
