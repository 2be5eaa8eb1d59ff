package org.stellaops.signer.core.caller;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The normal form in which a proof's {@code htu} is compared (RFC 9449 §4.3): without query and
 * fragment, scheme and host in lower case, no default port, unreserved characters not escaped,
 * other escapes in upper case (RFC 3986 §6.2.2 and §6.2.3).
 */
final class NormalUrl {

  private static final Pattern URL =
      Pattern.compile(
          "(?i)(https?)://([A-Z0-9._~-]+|\\[[0-9A-F:.]+\\])(?::([0-9]{0,5}))?(/[^?#]*)?(?:[?#].*)?");
  private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(/|$)");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

  private NormalUrl() {}

  /**
   * Empty for what no request of ours can have: no http URL, user information, a character or
   * escape out of form, or dot segments: our paths have none, and to remove them changes the path.
   */
  static Optional<String> of(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches() || !isPrintable(url)) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String port = parts.group(3) == null ? "" : parts.group(3);
    boolean standard = port.isEmpty() || port.equals(scheme.equals("https") ? "443" : "80");
    String authority = parts.group(2).toLowerCase(Locale.ROOT) + (standard ? "" : ":" + port);
    return path(parts.group(4) == null ? "/" : parts.group(4))
        .map(path -> scheme + "://" + authority + path);
  }

  private static boolean isPrintable(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (url.charAt(i) <= 0x20 || url.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> path(String raw) {
    // As good as every path is its own normal form.
    if (raw.indexOf('%') < 0 && raw.indexOf("/.") < 0) {
      return Optional.of(raw);
    }
    if (ESCAPE.matcher(raw).replaceAll("").indexOf('%') >= 0) {
      return Optional.empty();
    }
    String path = ESCAPE.matcher(raw).replaceAll(NormalUrl::unescaped);
    return DOT_SEGMENT.matcher(path).find() ? Optional.empty() : Optional.of(path);
  }

  private static String unescaped(MatchResult escape) {
    char c = (char) Integer.parseInt(escape.group(1), 16);
    boolean unreserved =
        (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9')
            || c == '-'
            || c == '.'
            || c == '_'
            || c == '~';
    return unreserved ? String.valueOf(c) : escape.group().toUpperCase(Locale.ROOT);
  }
}
