package org.stellaops.signer.testkit.securitykey;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.stellaops.signer.model.Bytes;

/** Writes the CBOR (RFC 8949) that a security key writes. */
final class CborOutput {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  CborOutput map(int pairs) {
    return head(5, pairs);
  }

  CborOutput integer(long value) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }

  CborOutput bytes(byte[] value) {
    head(2, value.length);
    out.writeBytes(value);
    return this;
  }

  CborOutput text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(3, utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  private CborOutput head(int type, long argument) {
    int first = type << 5;
    if (argument < 24) {
      out.write(first | (int) argument);
    } else if (argument < 0x100) {
      out.write(first | 24);
      out.write((int) argument);
    } else {
      out.write(first | 25);
      out.write((int) (argument >> 8));
      out.write((int) argument);
    }
    return this;
  }

  Bytes written() {
    return Bytes.adopt(out.toByteArray());
  }
}
