package org.stellaops.signer.architecture.planted.sql;

import org.stellaops.signer.architecture.planted.model.Coin;
import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Breaks: implements a port, and no test runs its contract. */
public final class UntestedLamp implements Lamp {
  @Override
  public Coin lit(Coin coin) {
    return coin;
  }
}
