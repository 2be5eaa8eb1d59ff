package org.stellaops.signer.bootstrap.config;

import java.util.Map;
import org.stellaops.signer.bootstrap.config.ConnectionSettings.ClientCertificate;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;

/**
 * The certificates of its own that a configuration shows to others, by their places in it, as
 * {@code server.tls}.
 *
 * @param listeners what listeners present
 * @param clients what is presented to dependencies
 */
public record PlacedCertificates(
    Map<String, TlsFiles> listeners, Map<String, ClientCertificate> clients) {

  public PlacedCertificates {
    listeners = Map.copyOf(listeners);
    clients = Map.copyOf(clients);
  }

  public static PlacedCertificates of(Config config) {
    return new PlacedCertificates(
        SettingsSearch.of(config, TlsFiles.class),
        SettingsSearch.of(config, ClientCertificate.class));
  }
}
