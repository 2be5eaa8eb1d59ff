package org.stellaops.signer.architecture.planted.core;

import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks: the core opens nothing. */
public final class ReadsFiles {
  public boolean there() {
    return Files.exists(Path.of("x"));
  }
}
