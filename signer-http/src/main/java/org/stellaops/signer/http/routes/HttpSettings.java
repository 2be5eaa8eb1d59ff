package org.stellaops.signer.http.routes;

import java.util.List;
import org.stellaops.signer.bootstrap.config.PageSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings;

/**
 * How the service listens.
 *
 * @param server a port may be 0 for any free one; {@code publicOrigin} is the only origin that a
 *     DPoP proof's {@code htu} is compared with, and never taken from a request
 * @param discovery what callers are told about tokens
 * @param page where people sign in to the page, if there is one
 */
public record HttpSettings(ServerSettings server, Discovery discovery, PageSettings page) {

  public ServerSettings.Connections limits() {
    return server.limits();
  }

  /**
   * What {@code /.well-known/oauth-protected-resource} and challenges say (RFC 9728, RFC 9449
   * §5.1).
   *
   * @param authorizationServers issuers whose tokens are accepted
   * @param dpopAlgorithms JWS algorithms that a proof may be signed with
   */
  public record Discovery(List<String> authorizationServers, List<String> dpopAlgorithms) {

    public Discovery {
      authorizationServers = List.copyOf(authorizationServers);
      dpopAlgorithms = List.copyOf(dpopAlgorithms);
    }
  }
}
