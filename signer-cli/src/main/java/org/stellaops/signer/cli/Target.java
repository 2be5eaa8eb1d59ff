package org.stellaops.signer.cli;

import java.net.URI;
import org.stellaops.signer.bootstrap.config.Loopback;

/**
 * What an HTTP request can be sent to.
 *
 * @param origin scheme, host and port, without a trailing slash
 * @param path as it came, beginning with a slash
 */
record Target(URI origin, String path) {

  /**
   * @param name what a person calls the URL, for the sentence that refuses it
   */
  static Target of(String name, URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getRawUserInfo() != null) {
      throw CommandFailed.usage(
          name + " begins with http://HOST or https://HOST; this one does not");
    }
    if ("http".equals(url.getScheme()) && !Loopback.is(url.getHost())) {
      throw CommandFailed.usage(
          name + " would send your token in the clear; use https, or http on this machine only");
    }
    String path = url.getRawPath();
    return new Target(
        URI.create(url.getScheme() + "://" + url.getRawAuthority()), path.isEmpty() ? "/" : path);
  }
}
