package org.stellaops.signer.architecture.planted.oci;

import org.stellaops.signer.architecture.planted.model.Coin;
import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Breaks nothing. */
public final class TestedLamp implements Lamp {
  @Override
  public Coin lit(Coin coin) {
    return coin;
  }
}
