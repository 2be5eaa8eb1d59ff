package org.stellaops.signer.cli.client;

import java.net.URI;
import java.util.Locale;
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

  /** More than a number has room for, so that it is no port to the parser of URLs either. */
  private static final Pattern TOO_LARGE = Pattern.compile(":\\d{6,}$");

  /**
   * Scheme and host in lower case and without the port that the scheme means (RFC 3986 §6.2).
   *
   * @param name what a person calls the URL, for the sentence that refuses it
   * @param clear what is wrong with it if it is elsewhere and without TLS
   */
  public static Target of(String name, URI url, String clear) {
    String scheme = lower(url.getScheme());
    String host = lower(url.getHost());
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (http && TOO_LARGE.matcher(lower(url.getRawAuthority())).find()) {
      throw CommandFailed.usage(name + ": a port is from 1 to 65535");
    }
    if (!http || host.isEmpty() || url.getRawUserInfo() != null) {
      throw CommandFailed.usage(
          name + " begins with http://HOST or https://HOST; this one does not");
    }
    int port = url.getPort();
    if (port == 0 || port > 65535) {
      throw CommandFailed.usage(name + ": a port is from 1 to 65535");
    }
    if (scheme.equals("http") && !Loopback.is(host)) {
      throw CommandFailed.usage(name + clear + "; use https, or http on this machine only");
    }
    String path = url.getRawPath();
    boolean usual = port == -1 || port == (scheme.equals("http") ? 80 : 443);
    return new Target(
        URI.create(scheme + "://" + host + (usual ? "" : ":" + port)), path.isEmpty() ? "/" : path);
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
