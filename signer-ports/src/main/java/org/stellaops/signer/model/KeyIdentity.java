package org.stellaops.signer.model;

/** A key whose holder is known out of band. */
public record KeyIdentity(PinnedKey key) implements SignerIdentity {}
