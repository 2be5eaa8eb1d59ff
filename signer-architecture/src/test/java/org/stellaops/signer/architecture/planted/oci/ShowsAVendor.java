package org.stellaops.signer.architecture.planted.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Breaks: a vendor's type in a public signature, as a type argument. */
public final class ShowsAVendor {
  public Optional<JsonNode> tree() {
    return Optional.empty();
  }
}
