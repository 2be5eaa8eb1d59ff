package org.stellaops.signer.bootstrap;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.bootstrap.config.AuthoritySettings;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.LicensingSettings;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;

/** The issuers whose signed tokens are taken. */
final class Issuers {

  private Issuers() {}

  /** The Authorities by their configured names. */
  static Map<String, JwksTokens> authorities(
      Config config, Ticker ticker, Connections connections, JcaProviders providers)
      throws StartFailed {
    Map<String, JwksTokens> authorities = new LinkedHashMap<>();
    for (AuthoritySettings authority : config.authorities()) {
      OutboundUrl keys =
          connections.url(
              "authorities." + authority.name() + ".jwksUri",
              authority.jwksUri(),
              authority.connection(),
              Dependency.AUTHORITY);
      JwksTokens tokens =
          new JwksTokens(authority.issuer(), keys, Dependency.AUTHORITY, ticker, providers);
      authorities.put(
          authority.name(),
          authority.algorithms().isEmpty() ? tokens : tokens.accepting(authority.algorithms()));
    }
    return authorities;
  }

  static JwksTokens licensing(
      Config config, Ticker ticker, Connections connections, JcaProviders providers)
      throws StartFailed {
    LicensingSettings licensing = config.licensing();
    OutboundUrl keys =
        connections.url(
            "licensing.jwksUri", licensing.jwksUri(), licensing.connection(), Dependency.LICENSING);
    return new JwksTokens(licensing.issuer(), keys, Dependency.LICENSING, ticker, providers);
  }
}
