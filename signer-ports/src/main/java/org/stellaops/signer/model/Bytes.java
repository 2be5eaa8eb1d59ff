package org.stellaops.signer.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable run of bytes with value equality. Slices share the backing array, so that a 100 MiB
 * document is held once. Its text form never shows content.
 */
public final class Bytes {

  private static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int from;
  private final int size;

  private Bytes(byte[] array, int from, int size) {
    this.array = array;
    this.from = from;
    this.size = size;
  }

  public static Bytes empty() {
    return EMPTY;
  }

  /** Copies {@code source}; later changes to it are not seen. */
  public static Bytes copyOf(byte[] source) {
    return new Bytes(source.clone(), 0, source.length);
  }

  /** Takes {@code source} over without a copy: the caller must not touch it again. */
  public static Bytes adopt(byte[] source) {
    return new Bytes(source, 0, source.length);
  }

  /** Takes the range of {@code source} over without a copy: the caller must not touch it again. */
  public static Bytes adopt(byte[] source, int from, int to) {
    Objects.checkFromToIndex(from, to, source.length);
    return new Bytes(source, from, to - from);
  }

  public static Bytes utf8(String text) {
    return adopt(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads standard base64 (RFC 4648 §4) with padding, without line breaks and with zero trailing
   * bits: every value has exactly one accepted text.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Bytes base64(String text) {
    return utf8(text).decodedBase64();
  }

  /**
   * Reads base64url (RFC 4648 §5) without padding and with zero trailing bits, as RFC 7515 §2 has
   * it: every value has exactly one accepted text.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Bytes base64Url(String text) {
    Bytes decoded = adopt(Base64.getUrlDecoder().decode(text));
    if (!decoded.base64Url().equals(text)) {
      throw new IllegalArgumentException("not canonical base64url");
    }
    return decoded;
  }

  /**
   * Reads text as {@link #decodedAnyBase64} does.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Bytes anyBase64(String text) {
    return utf8(text).decodedAnyBase64();
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public byte at(int index) {
    return array[from + Objects.checkIndex(index, size)];
  }

  /** The bytes from {@code start} up to {@code end}, sharing storage with this value. */
  public Bytes slice(int start, int end) {
    Objects.checkFromToIndex(start, end, size);
    return new Bytes(array, from + start, end - start);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, from, from + size);
  }

  public void copyInto(byte[] target, int at) {
    System.arraycopy(array, from, target, at, size);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(array, from, size);
  }

  public void update(MessageDigest digest) {
    digest.update(array, from, size);
  }

  public void update(java.security.Signature signature) throws SignatureException {
    signature.update(array, from, size);
  }

  /** The place of these bytes, to be read only. */
  public ByteRange range() {
    return new ByteRange(array, from, from + size);
  }

  public InputStream openStream() {
    return new ByteArrayInputStream(array, from, size);
  }

  /** The bytes read as UTF-8; malformed input becomes U+FFFD, so decide nothing by this text. */
  public String utf8() {
    return new String(array, from, size, StandardCharsets.UTF_8);
  }

  /** Lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(array, from, from + size);
  }

  /** Standard base64 with padding (RFC 4648 §4). */
  public String base64() {
    return Base64.getEncoder().encodeToString(toByteArray());
  }

  /**
   * What these bytes, read as the ASCII text that {@link #base64(String)} takes, denote. Of a text
   * of 100 MiB no copy is made.
   *
   * @throws IllegalArgumentException for any other text
   */
  public Bytes decodedBase64() {
    return decoded(Base64.getDecoder(), Base64.getEncoder());
  }

  /**
   * What these bytes, read as base64 or base64url with padding or without, denote; bits after the
   * last byte are zero. Of a text of 100 MiB no copy is made.
   *
   * @throws IllegalArgumentException for any other text, and for one in both alphabets
   */
  public Bytes decodedAnyBase64() {
    boolean url = false;
    for (int i = from; i < from + size && !url; i++) {
      url = array[i] == '-' || array[i] == '_';
    }
    boolean padded = size > 0 && at(size - 1) == '=';
    Base64.Encoder encoder = url ? Base64.getUrlEncoder() : Base64.getEncoder();
    return decoded(
        url ? Base64.getUrlDecoder() : Base64.getDecoder(),
        padded ? encoder : encoder.withoutPadding());
  }

  private Bytes decoded(Base64.Decoder decoder, Base64.Encoder encoder) {
    ByteBuffer buffer = decoder.decode(ByteBuffer.wrap(array, from, size));
    Bytes decoded = adopt(buffer.array(), 0, buffer.limit());
    // The decoder lets an absent padding and any bits after the last byte pass.
    int lastGroup = decoded.size - decoded.size % 3;
    String lastText = slice(Math.min(lastGroup / 3 * 4, size), size).utf8();
    byte[] lastBytes = decoded.slice(lastGroup, decoded.size).toByteArray();
    if (!encoder.encodeToString(lastBytes).equals(lastText)) {
      throw new IllegalArgumentException("not canonical base64");
    }
    return decoded;
  }

  /** URL-safe base64 without padding (RFC 7515 §2). */
  public String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(toByteArray());
  }

  public Digest sha256() {
    return Digest.of(this);
  }

  /** Equal content, in time that depends only on the lengths. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Bytes that) || size != that.size) {
      return false;
    }
    int difference = 0;
    for (int i = 0; i < size; i++) {
      difference |= array[from + i] ^ that.array[that.from + i];
    }
    return difference == 0;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < from + size; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Bytes[" + size + "]";
  }
}
