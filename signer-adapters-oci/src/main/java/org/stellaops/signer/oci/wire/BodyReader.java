package org.stellaops.signer.oci.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.stellaops.signer.model.Bytes;

/** Reads a body up to a bound, and never a byte further (RFC 9112 §6, §7.1). */
final class BodyReader {

  private static final int BLOCK = 16 << 10;
  private static final int MAX_CHUNK_LINE = 256;

  private final InputStream in;
  private final int max;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean overBound;

  BodyReader(InputStream in, int max) {
    this.in = in;
    this.max = max;
  }

  boolean overBound() {
    return overBound;
  }

  Bytes bytes() {
    return overBound ? Bytes.empty() : Bytes.adopt(kept.toByteArray());
  }

  void readExactly(String length) throws IOException {
    if (!length.matches("[0-9]{1,18}")) {
      throw new IOException("a length out of form");
    }
    read(Long.parseLong(length));
  }

  private void read(long length) throws IOException {
    if (length > max - kept.size()) {
      overBound = true;
      return;
    }
    byte[] block = new byte[(int) Math.min(BLOCK, length)];
    for (long left = length; left > 0; ) {
      int count = in.read(block, 0, (int) Math.min(block.length, left));
      if (count < 0) {
        throw new EOFException("the connection ended in a body");
      }
      kept.write(block, 0, count);
      left -= count;
    }
  }

  void readToTheEnd() throws IOException {
    byte[] block = new byte[BLOCK];
    for (int count = in.read(block); count >= 0; count = in.read(block)) {
      if (count > max - kept.size()) {
        overBound = true;
        return;
      }
      kept.write(block, 0, count);
    }
  }

  void readChunks() throws IOException {
    while (!overBound) {
      String size = line().replaceFirst("[ \\t]*(;.*)?$", "");
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("a chunk size out of form");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        endChunks();
        return;
      }
      read(length);
      if (!overBound && !line().isEmpty()) {
        throw new IOException("a chunk longer than it says");
      }
    }
  }

  /** Trailers carry nothing that we use. */
  private void endChunks() throws IOException {
    for (int trailers = 0; trailers < 32; trailers++) {
      if (line().isEmpty()) {
        return;
      }
    }
    throw new IOException("too many trailers");
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.length() == MAX_CHUNK_LINE) {
        throw new IOException("a chunk line out of form");
      }
      line.append((char) b);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }
}
