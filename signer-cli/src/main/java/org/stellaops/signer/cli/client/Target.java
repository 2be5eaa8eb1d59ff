package org.stellaops.signer.cli.client;

import java.net.URI;
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

  /**
   * @param name what a person calls the URL, for the sentence that refuses it
   * @param clear what is wrong with it if it is elsewhere and without TLS
   */
  public static Target of(String name, URI url, String clear) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getRawUserInfo() != null) {
      throw CommandFailed.usage(
          name + " begins with http://HOST or https://HOST; this one does not");
    }
    if ("http".equals(url.getScheme()) && !Loopback.is(url.getHost())) {
      throw CommandFailed.usage(name + clear + "; use https, or http on this machine only");
    }
    String path = url.getRawPath();
    return new Target(
        URI.create(url.getScheme() + "://" + url.getRawAuthority()), path.isEmpty() ? "/" : path);
  }
}
