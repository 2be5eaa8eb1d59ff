package org.stellaops.signer.architecture.planted.core;

import java.io.File;

/** Breaks: the core opens nothing, not even through a package that it may name. */
public final class ReadsOldFiles {
  public boolean there() {
    return new File("x").exists();
  }
}
