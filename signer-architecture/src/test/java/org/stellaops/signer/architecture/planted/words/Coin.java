package org.stellaops.signer.architecture.planted.words;

/** Breaks nothing. */
public record Coin(String face) {}
