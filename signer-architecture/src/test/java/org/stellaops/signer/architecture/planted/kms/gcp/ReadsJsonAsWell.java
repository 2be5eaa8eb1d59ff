package org.stellaops.signer.architecture.planted.kms.gcp;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: no vendor of this adapter. */
final class ReadsJsonAsWell {
  private ReadsJsonAsWell() {}

  static Object tree() {
    return new ObjectMapper();
  }
}
