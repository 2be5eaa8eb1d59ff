package org.stellaops.signer.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.stellaops.signer.model.Bytes;

/** Where canonical text goes: to a stream, into an array, or only into a count. */
abstract sealed class CanonicalOutput {

  abstract void write(byte[] source, int length) throws IOException;

  abstract void bytes(Bytes bytes) throws IOException;

  abstract void base64(Bytes content) throws IOException;

  abstract void ascii(String text) throws IOException;

  /** Writes valid text as a JSON string, quotes included. */
  abstract void string(String text) throws IOException;

  /**
   * Puts text as a JSON string into an array, if each of its characters stands for itself.
   *
   * @param target has room for the text and two quotes from {@code at} on
   * @return where the string ends; {@code at} if there is a character that does not, and then what
   *     was put there means nothing
   */
  static int putPlain(String text, byte[] target, int at) {
    int to = at;
    target[to++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        return at;
      }
      target[to++] = (byte) c;
    }
    target[to++] = '"';
    return to;
  }

  /** Writes any valid text as a JSON string. */
  final void anyString(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == text.length() && isPlain(utf8)) {
      ascii("\"");
      write(utf8, utf8.length);
      ascii("\"");
      return;
    }
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

  /** Whether every byte is a character that stands for itself in a JSON string. */
  private static boolean isPlain(byte[] ascii) {
    for (byte c : ascii) {
      if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Gathers what is written piece by piece. Its last piece waits for {@link #flush}. */
  static final class Streamed extends CanonicalOutput {

    private static final int ROOM = 8 * 1024;

    /** Of whole groups, so that only the last piece is padded. */
    private static final int PIECE = 48 * 1024;

    private final OutputStream out;
    private final byte[] room = new byte[ROOM];
    private int size;

    Streamed(OutputStream out) {
      this.out = out;
    }

    @Override
    void string(String text) throws IOException {
      int most = text.length() + 2;
      if (most > ROOM) {
        anyString(text);
        return;
      }
      if (most > ROOM - size) {
        flush();
      }
      int end = putPlain(text, room, size);
      if (end == size) {
        anyString(text);
      } else {
        size = end;
      }
    }

    /** Hands over what waits; the stream behind is not flushed. */
    void flush() throws IOException {
      out.write(room, 0, size);
      size = 0;
    }

    @Override
    void ascii(String text) throws IOException {
      int length = text.length();
      for (int from = 0; from < length; ) {
        if (size == ROOM) {
          flush();
        }
        int to = Math.min(length, from + ROOM - size);
        for (int i = from; i < to; i++) {
          room[size++] = (byte) text.charAt(i);
        }
        from = to;
      }
    }

    @Override
    void write(byte[] source, int length) throws IOException {
      if (length > ROOM - size) {
        flush();
      }
      if (length >= ROOM) {
        out.write(source, 0, length);
        return;
      }
      System.arraycopy(source, 0, room, size, length);
      size += length;
    }

    @Override
    void bytes(Bytes bytes) throws IOException {
      if (bytes.size() > ROOM - size) {
        flush();
      }
      if (bytes.size() >= ROOM) {
        bytes.writeTo(out);
        return;
      }
      bytes.copyInto(room, size);
      size += bytes.size();
    }

    @Override
    void base64(Bytes content) throws IOException {
      for (int from = 0; from < content.size(); from += PIECE) {
        Bytes piece = content.slice(from, Math.min(content.size(), from + PIECE));
        byte[] encoded = Base64.getEncoder().encode(piece.toByteArray());
        write(encoded, encoded.length);
      }
    }
  }

  static final class Counted extends CanonicalOutput {
    private long size;

    long size() {
      return size;
    }

    @Override
    void string(String text) throws IOException {
      anyString(text);
    }

    @Override
    void ascii(String text) {
      size += text.length();
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

  /** An array that grows: for what is small, where counting first would cost more than a copy. */
  static final class Growing extends CanonicalOutput {
    private byte[] array = new byte[1024];
    private int size;

    private void ensure(int more) {
      if (more > array.length - size) {
        array = Arrays.copyOf(array, Math.max(Math.addExact(size, more), 2 * array.length));
      }
    }

    @Override
    void string(String text) throws IOException {
      ensure(Math.addExact(text.length(), 2));
      int end = putPlain(text, array, size);
      if (end == size) {
        anyString(text);
      } else {
        size = end;
      }
    }

    @Override
    void ascii(String text) {
      int length = text.length();
      ensure(length);
      for (int i = 0; i < length; i++) {
        array[size++] = (byte) text.charAt(i);
      }
    }

    @Override
    void write(byte[] source, int length) {
      ensure(length);
      System.arraycopy(source, 0, array, size, length);
      size += length;
    }

    @Override
    void bytes(Bytes bytes) {
      ensure(bytes.size());
      bytes.copyInto(array, size);
      size += bytes.size();
    }

    @Override
    void base64(Bytes content) {
      byte[] encoded = Base64.getEncoder().encode(content.toByteArray());
      write(encoded, encoded.length);
    }

    Bytes bytes() {
      return Bytes.adopt(Arrays.copyOf(array, size));
    }
  }
}
