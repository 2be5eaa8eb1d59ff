package org.stellaops.signer.bootstrap.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.IssuerName;

/**
 * Whose proofs of entitlement are taken, and how long an answer about one stands.
 *
 * @param audience our own name in {@code aud}
 * @param introspectionUri null unless introspected
 * @param clientSecret null to send no client authentication
 * @param freshFor how long an answer is used without asking again
 * @param lastKnownTtl how long the last answer stands while Licensing does not answer
 */
public record LicensingSettings(
    IssuerName issuer,
    URI jwksUri,
    String audience,
    Mode mode,
    @Nullable URI introspectionUri,
    String clientId,
    @Nullable Secret clientSecret,
    Duration freshFor,
    Duration lastKnownTtl) {

  /** How it is known that a proof is live. */
  public enum Mode {
    /** Licensing is asked about it. */
    INTROSPECT,
    /**
     * It is taken as live until it expires or a newer version of its licence was seen; a revocation
     * is not seen.
     */
    TOKEN
  }
}
