package org.stellaops.signer.architecture.planted.kms.azure;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: its vendor brings this reader along, and it is the vendor's alone. */
final class ReadsJsonByItself {
  private ReadsJsonByItself() {}

  static Object mapper() {
    return new ObjectMapper();
  }
}
