package org.stellaops.signer.core.request;

import java.io.IOException;

/** The body of a request, not read before the caller is identified. */
public interface RequestBody {

  /** The length that the transport declares in bytes, or -1. A claim: what arrives is counted. */
  long declaredLength();

  /**
   * Reads the next bytes into {@code target}.
   *
   * @return how many, or -1 at the end
   * @throws IOException the caller went away or was too slow
   */
  int read(byte[] target, int offset, int length) throws IOException;
}
