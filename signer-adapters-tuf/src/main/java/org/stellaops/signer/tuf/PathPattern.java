package org.stellaops.signer.tuf;

/**
 * Patterns of target paths (specification 4.5, PATHPATTERN): {@code *} for any characters and
 * {@code ?} for one, neither of them a slash. In time that grows with pattern and path, not with
 * the number of stars.
 */
final class PathPattern {

  private PathPattern() {}

  static boolean matches(String pattern, String path) {
    String[] patterns = pattern.split("/", -1);
    String[] segments = path.split("/", -1);
    if (patterns.length != segments.length) {
      return false;
    }
    for (int i = 0; i < patterns.length; i++) {
      if (!segmentMatches(patterns[i].codePoints().toArray(), segments[i].codePoints().toArray())) {
        return false;
      }
    }
    return true;
  }

  /** Only the last star is ever gone back to: what an earlier one took can stay as it is. */
  private static boolean segmentMatches(int[] pattern, int[] text) {
    int at = 0;
    int star = -1;
    int taken = 0;
    int i = 0;
    while (i < text.length) {
      if (at < pattern.length && pattern[at] == '*') {
        star = at++;
        taken = i;
      } else if (at < pattern.length && (pattern[at] == '?' || pattern[at] == text[i])) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++taken;
      } else {
        return false;
      }
    }
    while (at < pattern.length && pattern[at] == '*') {
      at++;
    }
    return at == pattern.length;
  }
}
