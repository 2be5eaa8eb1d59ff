package org.stellaops.signer.architecture.planted.ports;

import org.stellaops.signer.architecture.planted.model.Coin;

/** Breaks nothing. */
public interface Lamp {
  Coin lit(Coin coin);
}
