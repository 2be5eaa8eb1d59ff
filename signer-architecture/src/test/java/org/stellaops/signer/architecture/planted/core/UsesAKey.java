package org.stellaops.signer.architecture.planted.core;

import org.stellaops.signer.architecture.planted.ports.SigningKey;

/** Breaks: only the signing step lets a key sign. */
public record UsesAKey(SigningKey key) {
  public int use() {
    return key.sign();
  }
}
