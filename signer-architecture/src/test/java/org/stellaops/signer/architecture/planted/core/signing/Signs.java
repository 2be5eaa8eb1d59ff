package org.stellaops.signer.architecture.planted.core.signing;

import org.stellaops.signer.architecture.planted.ports.SigningKey;

/** Breaks nothing: this is the signing step. */
public record Signs(SigningKey key) {
  public int use() {
    return key.sign();
  }
}
