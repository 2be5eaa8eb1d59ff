package org.stellaops.signer.architecture.planted.verify;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: signed documents are read with our own reader of JSON. */
final class ReadsWithAVendor {
  private final ObjectMapper json = new ObjectMapper();

  boolean any() {
    return json.isEnabled(com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_COMMENTS);
  }
}
