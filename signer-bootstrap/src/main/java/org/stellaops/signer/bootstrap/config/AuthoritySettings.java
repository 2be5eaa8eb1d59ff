package org.stellaops.signer.bootstrap.config;

import java.net.URI;
import java.time.Duration;
import org.stellaops.signer.model.IssuerName;

/**
 * Whose access tokens are taken.
 *
 * @param audience our own name in {@code aud}
 * @param releaseClaim the claim with the manifest digest of the calling workload's image
 * @param maxTokenLifetime longest time from {@code iat} to {@code exp}
 */
public record AuthoritySettings(
    IssuerName issuer,
    URI jwksUri,
    String audience,
    String releaseClaim,
    Duration maxTokenLifetime) {}
