package org.stellaops.signer.model;

/**
 * What a security key answered when it was asked to sign (WebAuthn Level 3 §5.2.2), unchecked.
 *
 * @param credentialId which of its keys signed; 1 to 1023 bytes
 * @param clientData the UTF-8 JSON that the browser or another client wrote: {@code clientDataJSON}
 * @param authenticatorData what the security key says of itself and of the person
 * @param signature over {@code authenticatorData} and the SHA-256 of {@code clientData}: ECDSA in
 *     DER, RSA PKCS#1, or Ed25519
 */
public record KeyAssertion(
    Bytes credentialId, Bytes clientData, Bytes authenticatorData, Bytes signature) {}
