package org.stellaops.signer.architecture.planted.core;

import org.stellaops.signer.architecture.planted.ports.Lamp;
import org.stellaops.signer.architecture.planted.words.Coin;

/** Breaks nothing. */
public record Decision(Lamp lamp, Coin coin) {}
