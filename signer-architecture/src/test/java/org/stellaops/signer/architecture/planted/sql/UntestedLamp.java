package org.stellaops.signer.architecture.planted.sql;

import org.stellaops.signer.architecture.planted.ports.Lamp;
import org.stellaops.signer.architecture.planted.words.Coin;

/** Breaks: implements a port, and no test runs its contract. */
public final class UntestedLamp implements Lamp {
  @Override
  public Coin lit(Coin coin) {
    return coin;
  }
}
