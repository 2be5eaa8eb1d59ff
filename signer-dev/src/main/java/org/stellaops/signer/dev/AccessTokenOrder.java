package org.stellaops.signer.dev;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a development access token shall say.
 *
 * @param scopes separated by single spaces
 * @param keyThumbprint the {@code jkt} that it is bound to (RFC 7638)
 * @param scannerDigest {@code sha256:<hex>} of the calling workload's image, or null for a token
 *     that says nothing of it
 */
public record AccessTokenOrder(
    String audience,
    String tenant,
    String client,
    String instance,
    String scopes,
    String keyThumbprint,
    @Nullable String scannerDigest,
    Duration lifetime) {

  public AccessTokenOrder withScopes(String other) {
    return new AccessTokenOrder(
        audience, tenant, client, instance, other, keyThumbprint, scannerDigest, lifetime);
  }

  public AccessTokenOrder withScannerDigest(@Nullable String other) {
    return new AccessTokenOrder(
        audience, tenant, client, instance, scopes, keyThumbprint, other, lifetime);
  }
}
