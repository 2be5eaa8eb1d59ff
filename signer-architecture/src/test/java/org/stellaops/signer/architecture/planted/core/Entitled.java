package org.stellaops.signer.architecture.planted.core;

/** Breaks nothing: only its own package can mint it. */
@Evidence
public final class Entitled {
  Entitled() {}
}
