package org.stellaops.signer.bootstrap;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ConnectionSettings;
import org.stellaops.signer.bootstrap.config.IdentitySettings.Token;
import org.stellaops.signer.fulcio.ClientCredentials;
import org.stellaops.signer.fulcio.GithubToken;
import org.stellaops.signer.fulcio.IdentityTokenSource;
import org.stellaops.signer.fulcio.RememberedToken;
import org.stellaops.signer.fulcio.TokenFile;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Where the identity token of a tenant comes from, as configured. */
final class IdentityTokens {

  private static final String REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
  private static final String REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  private static final ConnectionSettings PLAIN = new ConnectionSettings(List.of(), null, null);

  private IdentityTokens() {}

  static IdentityTokenSource open(
      String section,
      Token token,
      InstantSource clock,
      Connections connections,
      Map<String, String> environment)
      throws StartFailed {
    return switch (token) {
      case Token.File file -> new TokenFile(file.file(), clock);
      case Token.Kubernetes kubernetes -> new TokenFile(kubernetes.mount(), clock);
      case Token.ClientCredentials client -> {
        OutboundUrl endpoint =
            connections.url(
                section + ".tokenUri",
                client.tokenUri(),
                client.connection(),
                Dependency.IDENTITY_TOKENS);
        yield new RememberedToken(
            new ClientCredentials(
                endpoint,
                new ClientAuthorization(
                    client.clientId(),
                    client.clientSecret(),
                    section + ".clientSecret",
                    Dependency.IDENTITY_TOKENS),
                new ClientCredentials.Grant(client.clientId(), client.audience(), null)),
            clock);
      }
      case Token.Github github ->
          new RememberedToken(
              new GithubToken(
                  connections.url(
                      section,
                      address(section, environment.get(REQUEST_URL), github.audience()),
                      PLAIN,
                      Dependency.IDENTITY_TOKENS),
                  () -> bearer(environment.get(REQUEST_TOKEN))),
              clock);
    };
  }

  private static URI address(String section, @Nullable String requestUrl, String audience)
      throws StartFailed {
    return Section.made(
        section,
        () -> {
          if (requestUrl == null) {
            throw new IllegalArgumentException(
                REQUEST_URL + " is not set: run this in a job with id-token: write");
          }
          return GithubToken.url(URI.create(requestUrl), audience);
        });
  }

  private static String bearer(@Nullable String token) {
    if (token == null) {
      throw new DependencyUnavailable(
          Dependency.IDENTITY_TOKENS, false, REQUEST_TOKEN + " is not set");
    }
    return token;
  }
}
