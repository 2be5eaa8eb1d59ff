package org.stellaops.signer.architecture.planted.kms.aws;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: no vendor of this adapter. */
final class ReadsJsonToo {
  private ReadsJsonToo() {}

  static Object tree() {
    return new ObjectMapper();
  }
}
