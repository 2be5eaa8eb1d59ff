package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.CLIENT;
import static org.stellaops.signer.bootstrap.config.Setting.Form.TEXT;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.model.IssuerName;

/** The page for people; not served where no client is named. */
public record PageSettings(
    @Setting(
            "The client id that the page has at the Authority: a public client with the redirect"
                + " address `server.publicOrigin` + `/ui/`. The page is served where this is"
                + " written.")
        @Text(CLIENT)
        @Nullable String clientId,
    @Setting("The Authority that people sign in to: the `issuer` of one under `authorities`.")
        @Nullable IssuerName issuer,
    @Setting("Where the browser is sent to sign in.") @Nullable URI authorizationEndpoint,
    @Setting(
            "Where the page gets its token, from the browser: the Authority has to allow the origin"
                + " `server.publicOrigin` there (CORS).")
        @Nullable URI tokenEndpoint,
    @Setting(
            "What the page sends as `resource` (RFC 8707) when it asks for a token. Nothing when"
                + " not written.")
        @Text(TEXT)
        @Nullable String resource) {

  /** Whether the page is served. */
  public boolean isServed() {
    return clientId != null;
  }
}
