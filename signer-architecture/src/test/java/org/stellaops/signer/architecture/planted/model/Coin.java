package org.stellaops.signer.architecture.planted.model;

/** Breaks nothing. */
public record Coin(String face) {}
