package org.stellaops.signer.verify.material;

import org.stellaops.signer.model.Bytes;

/** Reads the TLS presentation language (RFC 8446 §3) as far as RFC 6962 uses it. */
final class TlsInput {

  private final Bytes bytes;
  private int at;

  TlsInput(Bytes bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return at < bytes.size();
  }

  long uint(int width) throws NotProven {
    long value = 0;
    for (byte each : fixed(width).toByteArray()) {
      value = value << 8 | (each & 0xff);
    }
    return value;
  }

  Bytes fixed(int length) throws NotProven {
    if (length > bytes.size() - at) {
      throw new NotProven(Scts.CHECK, "A signed certificate timestamp is cut off.");
    }
    at += length;
    return bytes.slice(at - length, at);
  }

  /** An opaque vector whose length stands before it in {@code lengthWidth} bytes. */
  Bytes vector(int lengthWidth) throws NotProven {
    return fixed((int) uint(lengthWidth));
  }

  void requireEnd() throws NotProven {
    if (hasMore()) {
      throw new NotProven(
          Scts.CHECK, "Something stands after the end of a signed certificate timestamp.");
    }
  }
}
