package org.stellaops.signer.architecture.planted.core;

import org.stellaops.signer.architecture.planted.model.Coin;
import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Breaks nothing. */
public record Decision(Lamp lamp, Coin coin) {}
