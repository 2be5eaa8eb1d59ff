package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.ALGORITHM;
import static org.stellaops.signer.bootstrap.config.Setting.Form.CLIENT;
import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;
import static org.stellaops.signer.bootstrap.config.Setting.Form.TOKEN_TYPE;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;

/**
 * One Authority, whose access tokens are taken.
 *
 * @param algorithms that its tokens may be signed with; empty for every supported one
 * @param types accepted values of {@code typ}, in lower case
 * @param toleratedConfirmation members of {@code cnf} that may stand beside {@code jkt}
 * @param tenants whom it may speak for; null for all
 */
public record AuthoritySettings(
    @Named String name,
    @Setting("The `iss` of its access tokens, compared byte for byte.") IssuerName issuer,
    @Setting("Where the Authority publishes its keys.") URI jwksUri,
    @Setting("Our own name in the `aud` of its tokens.") @Fallback("signer") @Text(NAME)
        String audience,
    @Setting("The claim with the manifest digest of the calling workload's image.")
        @Fallback("scanner_digest")
        @Text(NAME)
        String releaseClaim,
    @Setting("The algorithms that its tokens may be signed with; every supported one when empty.")
        @Fallback("")
        @Text(ALGORITHM)
        Set<String> algorithms,
    @Setting("Accepted values of `typ` (RFC 9068), without regard to case.")
        @Fallback("at+jwt, application/at+jwt")
        @Text(TOKEN_TYPE)
        Set<String> types,
    @Setting(
            "Members of `cnf` that may stand beside `jkt` although nothing is made of them, such as"
                + " `kc-jkt-type`.")
        @Fallback("")
        @Text(NAME)
        Set<String> toleratedConfirmation,
    @Setting("Longest time from a token's `iat` to its `exp`.") @Fallback("1h") @Bounds("1s to 24h")
        Duration maxTokenLifetime,
    @Setting(
            "The tenants that it may speak for. Only a single Authority may leave it out, and then"
                + " speaks for all.")
        @Nullable Set<Tenant> tenants,
    @Setting(
            "Clients that people sign in through, each a public client that gets no token of its"
                + " own: `sub` says which person it is, and two of them are two persons where"
                + " two are needed. `page.clientId` is one; any other client is one person.")
        @Fallback("")
        @Text(CLIENT)
        Set<String> personClients,
    ConnectionSettings connection) {

  public AuthoritySettings {
    algorithms = Set.copyOf(algorithms);
    types =
        types.stream()
            .map(type -> type.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    toleratedConfirmation = Set.copyOf(toleratedConfirmation);
    personClients = Set.copyOf(personClients);
    tenants = tenants == null ? null : Set.copyOf(tenants);
  }
}
