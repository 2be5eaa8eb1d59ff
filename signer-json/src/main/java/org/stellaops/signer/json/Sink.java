package org.stellaops.signer.json;

import java.util.Arrays;

/** The canonical bytes while they grow; or, of values that are only checked, nothing. */
final class Sink {
  /** Spare room behind the content, so that eight bytes can be read at any position of it. */
  private static final int SLACK = 8;

  byte[] bytes;
  int size;
  private final int max;
  private final boolean drops;

  Sink(int expected, int max) {
    this(expected, max, false);
  }

  private Sink(int expected, int max, boolean drops) {
    this.bytes = new byte[Math.min(expected, max) + SLACK];
    this.max = max;
    this.drops = drops;
  }

  /** A sink that keeps nothing. */
  static Sink dropping() {
    return new Sink(64, 64, true);
  }

  /**
   * @param at where in the source we are, for the refusal
   */
  void ensure(int more, int at) throws ScanStopped {
    if (drops) {
      size = 0;
    }
    if (more > bytes.length - SLACK - size) {
      grow(more, at);
    }
  }

  private void grow(int more, int at) throws ScanStopped {
    long needed = (long) size + more;
    if (size > max || needed > Integer.MAX_VALUE - 2L * SLACK) {
      throw new ScanStopped(JsonFault.TOO_LARGE, at);
    }
    long roomy = Math.min(size + (size >> 1) + 64L, (long) max + 64);
    bytes = Arrays.copyOf(bytes, (int) Math.max(needed, roomy) + SLACK);
  }

  void put(int b, int at) throws ScanStopped {
    ensure(1, at);
    bytes[size++] = (byte) b;
  }

  void copy(byte[] source, int from, int to) throws ScanStopped {
    if (drops) {
      return;
    }
    int length = to - from;
    ensure(length, to);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  void ascii(String text, int at) throws ScanStopped {
    int length = text.length();
    ensure(length, at);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  void checkSize(int at) throws ScanStopped {
    if (size > max) {
      throw new ScanStopped(JsonFault.TOO_LARGE, at);
    }
  }
}
