package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.FILE_PLACE;
import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;
import static org.stellaops.signer.bootstrap.config.Setting.Form.TEXT;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.bootstrap.config.Setting.Typed;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;

/**
 * A tenant's workload identity, for which statements are signed without a key of its own.
 *
 * @param plans the plans under which it may be signed for; null for all of the tenant's
 * @param fallback null where a request fails when certificate or time are not to be had
 */
public record IdentitySettings(
    @Setting(
            "The subject that the certificate must have: `spiffe://DOMAIN/tenant/TENANT/signer`, or"
                + " another URI or mail address. No two tenants have the same.")
        @Text(TEXT)
        String subject,
    @Setting("The issuer of the identity that the certificate must name.") @Text(TEXT)
        String issuer,
    @Setting(
            "The plans under which it may be signed for; all of the tenant's when not written. The"
                + " plan needs the feature `keyless`.")
        @Nullable Set<PlanName> plans,
    @Setting(
            "A key of the tenant that signs in its place while certificate or time are not to be"
                + " had; answer and audit record say so. Without one such a request fails.")
        @Nullable KeyName fallback,
    Token token) {

  public IdentitySettings {
    plans = plans == null ? null : Set.copyOf(plans);
  }

  /** Where the identity token comes from. */
  @Typed(
      "Where the tenant's identity token comes from: a file that somebody renews; a projected"
          + " service account token of Kubernetes; client credentials at an Authority; or the"
          + " environment of a GitHub Actions job.")
  public sealed interface Token {

    /** One row of the table for three types. */
    String AUDIENCE =
        "The audience to ask for, as Fulcio expects it, for `type: client-credentials` and"
            + " `github`.";

    /** A file that is read at each use. */
    record File(@Setting("The file with the token, for `type: file`.") Path file)
        implements Token {}

    /** A projected service account token. */
    record Kubernetes(
        @Setting("Where the token is mounted, for `type: kubernetes`.")
            @Fallback("/var/run/secrets/tokens/stella-signer")
            @Text(FILE_PLACE)
            Path mount)
        implements Token {}

    /** RFC 6749 §4.4. */
    record ClientCredentials(
        @Setting("The token endpoint, for `type: client-credentials`.") URI tokenUri,
        @Setting("Our client id there, for `type: client-credentials`.") @Text(NAME)
            String clientId,
        @Setting("Our client secret there, for `type: client-credentials`.") Secret clientSecret,
        @Setting(AUDIENCE) @Fallback("sigstore") @Text(NAME) String audience,
        ConnectionSettings connection)
        implements Token {}

    /** The variables of a job. */
    record Github(@Setting(AUDIENCE) @Fallback("sigstore") @Text(NAME) String audience)
        implements Token {}
  }
}
