package org.stellaops.signer.model;

/**
 * Where the bytes of a {@link Bytes} lie, for a scanner that has to read a large document without a
 * copy or a call for each byte. The array is the value's own and may be longer than the value: it
 * is read from {@link #from} up to {@link #to}, and never written, or an immutable value changes.
 */
public final class ByteRange {

  private final byte[] array;
  private final int from;
  private final int to;

  ByteRange(byte[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = to;
  }

  public byte[] array() {
    return array;
  }

  public int from() {
    return from;
  }

  /** One past the last byte. */
  public int to() {
    return to;
  }
}
