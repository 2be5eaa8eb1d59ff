package org.stellaops.signer.architecture.planted.core;

import org.stellaops.signer.architecture.planted.model.Coin;

/** Breaks: evidence of a gate that anyone can mint. */
@Evidence
public record Admitted(Coin coin) {}
