package org.stellaops.signer.architecture.planted.testkit;

import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Breaks nothing. */
public abstract class LampContract {
  protected abstract Lamp lamp();
}
