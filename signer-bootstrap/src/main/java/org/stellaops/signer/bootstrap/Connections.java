package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.stellaops.signer.bootstrap.config.ConnectionSettings;
import org.stellaops.signer.bootstrap.config.ConnectionSettings.ClientCertificate;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.Observations;

/** Connects to dependencies as configured, and reports every exchange with them. */
record Connections(Observations observations, Opened opened) {

  /**
   * @param section its place in the configuration
   */
  OutboundUrl url(String section, URI url, ConnectionSettings settings, Dependency dependency)
      throws StartFailed {
    return opened.add(
        with(section, settings, made -> OutboundUrl.open(url, made, observer(dependency))));
  }

  /** Makes what connects with these settings; it must not keep the password. */
  static <T> T with(
      String section, ConnectionSettings settings, Function<OutboundSettings, T> connecting)
      throws StartFailed {
    ClientCertificate own = settings.clientCertificate();
    char[] password = new char[0];
    try {
      if (own != null) {
        password = own.password().reveal();
      }
      char[] revealed = password;
      return Section.made(
          section,
          () ->
              connecting.apply(
                  new OutboundSettings(
                      settings.caFiles(),
                      settings.proxy() == null ? null : URI.create(settings.proxy()),
                      own == null
                          ? null
                          : new OutboundSettings.ClientCertificate(own.file(), revealed),
                      OutboundSettings.standard().connectTimeout())));
    } catch (IOException e) {
      throw new StartFailed(StartFailed.Reason.SECRET, section + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  OutboundObserver observer(Dependency dependency) {
    return (outcome, took) ->
        observations.called(dependency.label(), outcome.name().toLowerCase(Locale.ROOT), took);
  }
}
