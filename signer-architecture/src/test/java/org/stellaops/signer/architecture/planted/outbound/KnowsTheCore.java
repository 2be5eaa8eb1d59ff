package org.stellaops.signer.architecture.planted.outbound;

import org.stellaops.signer.architecture.planted.core.Decision;

/** Names a decision of the core: breaks the fence of outbound. */
public final class KnowsTheCore {
  private KnowsTheCore() {}

  public static Decision decision(Decision given) {
    return given;
  }
}
