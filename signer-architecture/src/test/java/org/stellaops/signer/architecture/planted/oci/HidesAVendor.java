package org.stellaops.signer.architecture.planted.oci;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: a registry adapter reads JSON with another reader than ours. */
public final class HidesAVendor {
  private final ObjectMapper json = new ObjectMapper();

  public boolean any() {
    return json.isEnabled(com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_COMMENTS);
  }
}
