package org.stellaops.signer.architecture.planted.oci;

import org.stellaops.signer.architecture.planted.ports.Lamp;
import org.stellaops.signer.architecture.planted.words.Coin;

/** Breaks nothing. */
public final class TestedLamp implements Lamp {
  @Override
  public Coin lit(Coin coin) {
    return coin;
  }
}
