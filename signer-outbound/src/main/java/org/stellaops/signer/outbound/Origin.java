package org.stellaops.signer.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Scheme, host and port. Equal origins may share credentials, others never.
 *
 * @param host lower case, an IPv6 literal without its brackets
 */
public record Origin(boolean secure, String host, int port) {

  /** An absolute URL as its origin and what a request line asks for. */
  public record Target(Origin origin, String pathAndQuery) {}

  /**
   * Reads an origin: {@code https://host[:port]} and nothing more.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Origin parse(String text) {
    Target target = target(text);
    if (!target.pathAndQuery().equals("/")) {
      throw new IllegalArgumentException("an origin has no path or query");
    }
    return target.origin();
  }

  /**
   * Reads an absolute http or https URL without user or fragment.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Target target(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean secure = scheme.equals("https");
      if (!secure && !scheme.equals("http")) {
        throw new IllegalArgumentException("a URL starts with https:// or http://");
      }
      if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("a URL has a host, no user and no fragment");
      }
      int port = uri.getPort() == -1 ? (secure ? 443 : 80) : uri.getPort();
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("a port is 1 to 65535");
      }
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String host = uri.getHost().toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
      return new Target(new Origin(secure, host, port), requireVisible(path + query));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL", e);
    }
  }

  /** Refuses what would not survive a request line: spaces, controls and anything beyond ASCII. */
  static String requireVisible(String text) {
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException("a request target is visible ASCII");
    }
    return text;
  }

  /** Host, with the port unless it is the scheme's own: the form of allow-lists. */
  public String authority() {
    String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? literal : literal + ":" + port;
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority();
  }
}
