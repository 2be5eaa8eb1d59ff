package org.stellaops.signer.core.json;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.stellaops.signer.words.Bytes;

/**
 * Where the bytes of a {@link Bytes} lie, so that a large document is scanned without a copy. The
 * holder only reads.
 */
final class ByteRange extends OutputStream {
  private byte[] array = new byte[0];
  private int from;
  private int to;

  private ByteRange() {}

  static ByteRange of(Bytes bytes) {
    ByteRange range = new ByteRange();
    try {
      bytes.writeTo(range);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return range;
  }

  byte[] array() {
    return array;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    array = source;
    from = offset;
    to = offset + length;
  }

  @Override
  public void write(int b) {
    throw new UnsupportedOperationException("Bytes writes itself in one piece");
  }
}
