package org.stellaops.signer.core.api.policy;

/**
 * The holder of a certificate for an identity, as in cosign's keyless signing.
 *
 * @param issuer the OIDC issuer that the certificate names
 * @param subject its subject alternative name
 */
public record ReleaseIdentity(String issuer, String subject) implements ReleaseSigner {}
