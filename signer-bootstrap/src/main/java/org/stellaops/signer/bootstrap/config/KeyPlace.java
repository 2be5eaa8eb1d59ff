package org.stellaops.signer.bootstrap.config;

/**
 * Where a signing key is, as configured: {@code BACKEND:KEY}.
 *
 * @param backend a name under {@code keys.backends}
 * @param key the key in the backend's own form
 */
public record KeyPlace(String backend, String key) {}
