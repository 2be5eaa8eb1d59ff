package org.stellaops.signer.architecture.planted.json;

import org.stellaops.signer.architecture.planted.ports.Street;

/** Breaks: the JSON module knows value types only. */
class KnowsAPort {
  void open(Street street) {
    throw new IllegalArgumentException(street.toString());
  }
}
