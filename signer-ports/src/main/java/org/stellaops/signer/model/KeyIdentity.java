package org.stellaops.signer.model;

/** A signer known by its public key alone. */
public record KeyIdentity(PinnedKey key) implements SignerIdentity {}
