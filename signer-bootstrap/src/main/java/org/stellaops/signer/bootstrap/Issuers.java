package org.stellaops.signer.bootstrap;

import java.net.URI;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;

/** The two issuers whose signed words are taken. */
final class Issuers {

  private Issuers() {}

  static JwksTokens authority(Config config, Ticker ticker) throws StartFailed {
    return tokens(
        "authority.jwksUri",
        config.authority().issuer(),
        config.authority().jwksUri(),
        Dependency.AUTHORITY,
        ticker);
  }

  static JwksTokens licensing(Config config, Ticker ticker) throws StartFailed {
    return tokens(
        "licensing.jwksUri",
        config.licensing().issuer(),
        config.licensing().jwksUri(),
        Dependency.LICENSING,
        ticker);
  }

  private static JwksTokens tokens(
      String section, IssuerName issuer, URI keys, Dependency dependency, Ticker ticker)
      throws StartFailed {
    return Section.made(section, () -> new JwksTokens(issuer, keys, dependency, ticker));
  }
}
