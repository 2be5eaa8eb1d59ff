package org.stellaops.signer.http.request;

/**
 * What a path may be made of. Every path served here needs letters, digits and a few signs only, so
 * that whatever two readers could decode differently (escapes, parameters, dot and empty segments)
 * is refused instead of normalised, and the path that a proof was made for is the path that is
 * routed.
 */
public final class RawPath {

  private RawPath() {}

  public static boolean isPlain(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    if (path.length() == 1) {
      return true;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return path.chars().allMatch(RawPath::isPlain);
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "/-._~:".indexOf(c) >= 0;
  }
}
