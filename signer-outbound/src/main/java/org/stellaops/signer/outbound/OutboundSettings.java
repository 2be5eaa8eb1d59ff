package org.stellaops.signer.outbound;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one dependency is connected to.
 *
 * @param caFiles PEM files whose certificates are trusted besides the platform's, for this
 *     dependency only
 * @param proxy {@code http://host:port}, or null. With a proxy, the proxy resolves the target's
 *     name, so that addresses can be checked for the proxy alone, which may be on this machine or a
 *     private one; a target that is written as an address is still checked
 * @param clientCertificate presented when the peer asks for one, or null
 */
public record OutboundSettings(
    List<Path> caFiles,
    @Nullable URI proxy,
    @Nullable ClientCertificate clientCertificate,
    Duration connectTimeout) {

  /** A PKCS#12 file with one private key; the caller clears {@code password} after use. */
  @SuppressWarnings("ArrayRecordComponent")
  public record ClientCertificate(Path file, char[] password) {}

  public OutboundSettings {
    caFiles = List.copyOf(caFiles);
    if (proxy != null
        && (!"http".equals(proxy.getScheme())
            || proxy.getHost() == null
            || proxy.getPort() < 1
            || proxy.getRawUserInfo() != null)) {
      throw new IllegalArgumentException("a proxy is http://host:port");
    }
  }

  /** The platform's roots, no proxy, no client certificate. */
  public static OutboundSettings standard() {
    return new OutboundSettings(List.of(), null, null, Duration.ofSeconds(5));
  }

  /** The same for a peer that is not to be shown the client certificate. */
  public OutboundSettings withoutClientCertificate() {
    return new OutboundSettings(caFiles, proxy, null, connectTimeout);
  }
}
