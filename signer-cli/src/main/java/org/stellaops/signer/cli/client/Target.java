package org.stellaops.signer.cli.client;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Loopback;
import org.stellaops.signer.cli.terminal.CommandFailed;

/**
 * What an HTTP request can be sent to.
 *
 * @param origin scheme, host and port, without a trailing slash
 * @param path as it came, beginning with a slash
 */
public record Target(URI origin, String path) {

  /** What is wrong with a URL that a token would be sent to without TLS. */
  public static final String TOKEN_IN_THE_CLEAR = " would send your token in the clear";

  /** What follows the last colon outside of brackets: the parser of URLs takes digits only. */
  private static final Pattern PORT = Pattern.compile(":([^:\\[\\]]*)$");

  private static final Pattern LABELS = Pattern.compile("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*\\.?");
  private static final int LONGEST_NAME = 253;

  /**
   * Scheme and host in lower case and without the port that the scheme means (RFC 3986 §6.2).
   *
   * @param name what a person calls the URL, for the sentence that refuses it
   * @param clear what is wrong with it if it is elsewhere and without TLS
   */
  public static Target of(String name, URI url, String clear) {
    String scheme = lower(url.getScheme());
    String authority = lower(url.getRawAuthority());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw CommandFailed.usage(name + " begins with http://HOST or https://HOST");
    }
    if (authority.indexOf('@') >= 0) {
      throw CommandFailed.usage(
          name + " has a user or a password in it; leave them out: a token says who calls");
    }
    requirePort(name, authority);
    String host = lower(url.getHost());
    requireHost(name, authority, host);
    int port = url.getPort();
    if (scheme.equals("http") && !Loopback.is(host)) {
      throw CommandFailed.usage(name + clear + "; use https, or http on this machine only");
    }
    String path = url.getRawPath();
    boolean usual = port == -1 || port == (scheme.equals("http") ? 80 : 443);
    return new Target(
        URI.create(scheme + "://" + host + (usual ? "" : ":" + port)), path.isEmpty() ? "/" : path);
  }

  private static void requirePort(String name, String authority) {
    Matcher port = PORT.matcher(authority);
    if (port.find()
        && !port.group(1).isEmpty()
        && !(port.group(1).matches("[0-9]{1,9}")
            && Integer.parseInt(port.group(1)) >= 1
            && Integer.parseInt(port.group(1)) <= 65535)) {
      throw CommandFailed.usage(name + ": a port is from 1 to 65535");
    }
  }

  /** What an HTTP client would stumble over later, in its own words. */
  private static void requireHost(String name, String authority, String host) {
    if (authority.isEmpty()) {
      throw CommandFailed.usage(name + " has no host; it is written as https://signer.example");
    }
    if (host.indexOf('%') >= 0) {
      throw CommandFailed.usage(name + ": an IPv6 address is written without a zone (%...)");
    }
    boolean address = host.startsWith("[");
    if (!address && (host.length() > LONGEST_NAME || !LABELS.matcher(host).matches())) {
      throw CommandFailed.usage(
          name
              + " has a host that is none: a name has labels of up to 63 letters, digits and"
              + " hyphens (write others in Punycode, xn--), an address is 192.0.2.1 or"
              + " [2001:db8::1]");
    }
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
