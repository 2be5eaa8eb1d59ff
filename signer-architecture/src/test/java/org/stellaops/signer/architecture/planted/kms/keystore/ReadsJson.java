package org.stellaops.signer.architecture.planted.kms.keystore;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: a vendor of another adapter. */
final class ReadsJson {
  private ReadsJson() {}

  static Object tree() {
    return new ObjectMapper();
  }
}
