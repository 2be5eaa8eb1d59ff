package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.model.IssuerName;

/**
 * Whose proofs of entitlement are taken, and how long an answer about one stands.
 *
 * @param introspectionUri null unless introspected
 * @param clientSecret null to send no client authentication
 * @param freshFor how long an answer is used without asking again
 * @param ttl how long the last answer stands while Licensing does not answer
 */
public record LicensingSettings(
    @Setting("The `iss` of proofs of entitlement and of answers.") IssuerName issuer,
    @Setting("Where Licensing publishes its keys.") URI jwksUri,
    @Setting("Our own name in the `aud` of proofs of entitlement.") @Fallback("signer") @Text(NAME)
        String audience,
    @Setting(
            "`introspect` asks Licensing about each proof; `token` never does, so that a revocation"
                + " is not seen: a proof ends when it expires or a newer version of its licence was"
                + " seen.")
        @Fallback("introspect")
        EntitlementRules.Check mode,
    @Setting("Acknowledges what `licensing.mode: token` costs, which is refused without it.")
        @Fallback("false")
        boolean acceptUnseenRevocation,
    @Setting("Where proofs are introspected (RFC 7662, RFC 9701). Required to introspect.")
        @Nullable URI introspectionUri,
    @Setting("Our client id at the introspection point.") @Fallback("signer") @Text(NAME)
        String clientId,
    @Setting(
            "Our client secret there, sent as RFC 6749 §2.3.1 says; without one no client"
                + " authentication is sent.")
        @Nullable Secret clientSecret,
    @Setting(
            "How long an answer is used without asking again: the longest that a revoked licence"
                + " still signs while Licensing answers.")
        @Fallback("30s")
        @Bounds("0s to 60s")
        Duration freshFor,
    @Setting("How long the last answer stands while Licensing does not answer.")
        @Fallback("15m")
        @Bounds("1s to 30d")
        Duration ttl,
    ConnectionSettings connection) {}
