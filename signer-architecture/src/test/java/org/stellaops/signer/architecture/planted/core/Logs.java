package org.stellaops.signer.architecture.planted.core;

import java.util.logging.Logger;

/** Breaks: the core does not log. */
public final class Logs {
  public void say() {
    Logger.getLogger("x").info("y");
  }
}
