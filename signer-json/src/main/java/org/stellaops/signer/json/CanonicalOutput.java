package org.stellaops.signer.json;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.stellaops.signer.model.Bytes;

/** Where canonical text goes: to a stream, or only into a count. */
abstract sealed class CanonicalOutput {

  abstract void write(byte[] source, int length) throws IOException;

  abstract void bytes(Bytes bytes) throws IOException;

  abstract void base64(Bytes content) throws IOException;

  void ascii(String text) throws IOException {
    write(text.getBytes(StandardCharsets.US_ASCII), text.length());
  }

  /** Writes valid text as a JSON string, quotes included. */
  void string(String text) throws IOException {
    Sink sink = new Sink(text.length() + 2, JsonLimits.REQUEST.maxBytes());
    try {
      sink.put('"', 0);
      for (int i = 0; i < text.length(); ) {
        int codePoint = text.codePointAt(i);
        StringScan.character(codePoint, sink, 0);
        i += Character.charCount(codePoint);
      }
      sink.put('"', 0);
    } catch (ScanStopped tooLarge) {
      throw new IllegalArgumentException("a string too long for an array", tooLarge);
    }
    write(sink.bytes, sink.size);
  }

  static final class Streamed extends CanonicalOutput {
    private final OutputStream out;

    Streamed(OutputStream out) {
      this.out = out;
    }

    @Override
    void write(byte[] source, int length) throws IOException {
      out.write(source, 0, length);
    }

    @Override
    void bytes(Bytes bytes) throws IOException {
      bytes.writeTo(out);
    }

    @Override
    void base64(Bytes content) throws IOException {
      // Closing the encoder writes its last group; the stream behind it stays open.
      try (OutputStream encoder = Base64.getEncoder().wrap(new KeptOpen(out))) {
        content.writeTo(encoder);
      }
    }
  }

  static final class Counted extends CanonicalOutput {
    private long size;

    long size() {
      return size;
    }

    @Override
    void write(byte[] source, int length) {
      size += length;
    }

    @Override
    void bytes(Bytes bytes) {
      size += bytes.size();
    }

    @Override
    void base64(Bytes content) {
      size += (content.size() + 2L) / 3 * 4;
    }
  }

  /** An array of known length that is filled once and given away without a copy. */
  static final class Filled extends OutputStream {
    private final byte[] array;
    private int size;

    Filled(int length) {
      this.array = new byte[length];
    }

    @Override
    public void write(int b) {
      array[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      System.arraycopy(source, offset, array, size, length);
      size += length;
    }

    Bytes bytes() {
      return Bytes.adopt(array);
    }
  }

  private static final class KeptOpen extends FilterOutputStream {
    KeptOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
    }

    @Override
    public void close() {}
  }
}
