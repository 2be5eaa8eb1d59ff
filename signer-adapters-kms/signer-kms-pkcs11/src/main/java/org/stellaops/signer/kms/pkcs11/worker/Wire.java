package org.stellaops.signer.kms.pkcs11.worker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the adapter and the process with the module: the length of what follows, the
 * request's number, an operation or an answer, and byte fields. Both sides are one product's, of
 * one version. What is longer than a bound is refused before it is read.
 */
public final class Wire {

  /** Load a module and open the sessions of a token: module, token attributes. */
  public static final int OPEN = 1;

  /**
   * Log in to the token that was opened: the PIN. Apart, so that the other end knows when it was
   * used.
   */
  public static final int LOG_IN = 2;

  /**
   * Find a key by its attributes. Answered with a number for it, its SubjectPublicKeyInfo, and
   * {@link #READABLE} and {@link #PIN_EACH_TIME} as far as they are so, with a space between.
   */
  public static final int FIND = 3;

  /** Says of a key that the token would give it to whoever logs in. */
  public static final String READABLE = "readable";

  /** Says of a key that it wants its PIN for each signature. */
  public static final String PIN_EACH_TIME = "pin-each-time";

  /**
   * Sign: the key's number, a {@link Mechanism} and the bytes for it. Answered with a signature.
   */
  public static final int SIGN = 4;

  /** Whether the token is still there, and the session still logged in. */
  public static final int CHECK = 5;

  /**
   * Make a key pair that stays on the token: label, id, a {@link NewPair} and the bits of an RSA
   * modulus.
   */
  public static final int CREATE = 6;

  /** Answer: it was done. */
  public static final int DONE = 0;

  /** Answer: it was not done: a {@link Trouble}, and words for operators. */
  public static final int FAILED = 1;

  /** Most bytes that a message may have which the token takes whole. */
  public static final int LONGEST_MESSAGE = 1 << 20;

  private static final int LONGEST = LONGEST_MESSAGE + (64 << 10);
  private static final int MOST_FIELDS = 8;

  private Wire() {}

  /** What a token signs by. */
  public enum Mechanism {
    /** A digest by ECDSA; the answer is r||s. */
    ECDSA,
    /** A DigestInfo by RSA PKCS#1 v1.5. */
    RSA_PKCS1,
    /** A SHA-256 digest by RSA PSS, MGF1 with SHA-256, 32 bytes of salt. */
    RSA_PSS_SHA256,
    /** A message by Ed25519. */
    EDDSA
  }

  /** What kinds of key pairs a token makes. */
  public enum NewPair {
    /** EC on P-256. */
    P256,
    /** EC on P-384. */
    P384,
    /** EC on P-521. */
    P521,
    /** Ed25519. */
    ED25519,
    /** RSA with the exponent 65537. */
    RSA
  }

  /**
   * Why the process did not do what it was asked. Nothing was signed or made, but for {@link
   * #DOUBT}.
   */
  public enum Trouble {
    /** No such token or key, or it cannot sign. */
    NOT_FOUND,
    /** The token does not do this, or not for us. */
    REFUSED,
    /** The token refuses the PIN, now or at an earlier request: not to be tried again. */
    PIN,
    /** A login for a signature failed, and not for the PIN as far as the token says. */
    LOGIN_FAILED,
    /** The token has no room now. */
    BUSY,
    /** The token, its session or the module is lost; a new process may find it again. */
    LOST,
    /** Lost while it signed or made a key: it may have done so. */
    DOUBT
  }

  /**
   * One frame. A class's own equality would compare arrays by place, so nobody compares frames.
   *
   * @param id pairs an answer with its request
   * @param kind an operation or an answer
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Frame(long id, int kind, byte[][] fields) {

    public String text(int field) {
      return new String(fields[field], StandardCharsets.UTF_8);
    }

    /** Operations and answers show their numbers alone: a field may be a PIN. */
    @Override
    public String toString() {
      return "Frame[" + id + ", " + kind + "]";
    }
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes one frame and flushes it. One at a time for one stream. The frame is overwritten
   * afterwards, since it may hold a PIN.
   */
  public static void write(OutputStream out, long id, int kind, byte[]... fields)
      throws IOException {
    int length = 8 + 1 + 1;
    for (byte[] field : fields) {
      length += 4 + field.length;
    }
    if (length > LONGEST) {
      throw new IOException("a frame is too long");
    }
    ByteBuffer frame = ByteBuffer.allocate(4 + length);
    frame.putInt(length).putLong(id).put((byte) kind).put((byte) fields.length);
    for (byte[] field : fields) {
      frame.putInt(field.length).put(field);
    }
    try {
      out.write(frame.array());
      out.flush();
    } finally {
      Arrays.fill(frame.array(), (byte) 0);
    }
  }

  /**
   * The next frame; null at the end.
   *
   * @throws IOException what comes is no frame
   */
  public static @Nullable Frame read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int length;
    try {
      length = data.readInt();
    } catch (EOFException end) {
      return null;
    }
    if (length < 10 || length > LONGEST) {
      throw new IOException("not a frame");
    }
    long id = data.readLong();
    int kind = data.readUnsignedByte();
    int count = data.readUnsignedByte();
    int left = length - 10;
    if (count > MOST_FIELDS) {
      throw new IOException("not a frame");
    }
    List<byte[]> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int size = data.readInt();
      left -= 4;
      if (size < 0 || size > left) {
        throw new IOException("not a frame");
      }
      byte[] field = new byte[size];
      data.readFully(field);
      fields.add(field);
      left -= size;
    }
    if (left != 0) {
      throw new IOException("not a frame");
    }
    return new Frame(id, kind, fields.toArray(byte[][]::new));
  }
}
