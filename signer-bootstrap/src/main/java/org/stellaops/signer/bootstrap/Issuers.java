package org.stellaops.signer.bootstrap;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.bootstrap.config.AuthoritySettings;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;

/** The issuers whose signed tokens are taken. */
final class Issuers {

  private Issuers() {}

  /** The Authorities by their configured names. */
  static Map<String, JwksTokens> authorities(Config config, Ticker ticker) throws StartFailed {
    Map<String, JwksTokens> authorities = new LinkedHashMap<>();
    for (AuthoritySettings authority : config.authorities()) {
      JwksTokens tokens =
          tokens(
              "authorities." + authority.name() + ".jwksUri",
              authority.issuer(),
              authority.jwksUri(),
              Dependency.AUTHORITY,
              ticker);
      authorities.put(
          authority.name(),
          authority.algorithms().isEmpty() ? tokens : tokens.accepting(authority.algorithms()));
    }
    return authorities;
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
