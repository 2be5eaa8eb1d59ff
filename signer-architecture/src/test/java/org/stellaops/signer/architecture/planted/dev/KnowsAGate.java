package org.stellaops.signer.architecture.planted.dev;

import org.stellaops.signer.architecture.planted.core.right.Right;

/** Breaks: a shell that names the inside of the core. */
class KnowsAGate {
  void ask(Right gate) {
    throw new IllegalArgumentException(gate.toString());
  }
}
