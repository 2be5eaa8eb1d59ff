package org.stellaops.signer.json;

import org.stellaops.signer.model.ByteRange;
import org.stellaops.signer.model.Bytes;

/**
 * The one reader of JSON: strict I-JSON (RFC 8259, RFC 7493) in, RFC 8785 canonical bytes out, in
 * one pass and without a tree.
 *
 * <p>It never repairs: what it cannot carry over exactly is refused with a {@link JsonFault}.
 * Beyond the RFCs it refuses integers that the canonical form would change, numbers of more than 17
 * significant digits (zeros at either end do not count) and non-zero numbers that become zero. A
 * fraction of 16 or 17 digits becomes the shortest decimal of its double, which may be another one
 * ({@link RoundedNumber}). Minus zero becomes {@code 0} (RFC 8785 appendix B). U+0000 is accepted
 * as an escape: RFC 7493 §2.1 excludes surrogates and noncharacters only.
 *
 * <p>Memory: the canonical bytes, in a buffer as long as the input at first, and while an object
 * closes whose members came out of order, the bytes of all its members but the longest. Time:
 * linear in the input, plus sorting, plus one move of an object's bytes for each level at which
 * members are out of order.
 */
public final class StrictJson {
  private StrictJson() {}

  /** The canonical form of a document; any kind of value may stand at the top. */
  public static Bytes canonical(Bytes text, JsonLimits limits) throws InvalidJson {
    ByteRange range = text.range();
    return canonical(range.array(), range.from(), range.to(), limits);
  }

  /**
   * The same for a range of an array, which is only read, and not after the return.
   *
   * @param from first byte
   * @param to one past the last byte
   */
  public static Bytes canonical(byte[] text, int from, int to, JsonLimits limits)
      throws InvalidJson {
    Sink sink = DocumentScan.canonical(text, from, to, limits);
    return Bytes.adopt(sink.bytes, 0, sink.size);
  }

  /** The canonical members of a document that must be an object. */
  public static CanonicalObject object(Bytes text, JsonLimits limits) throws InvalidJson {
    ByteRange range = text.range();
    return object(range.array(), range.from(), range.to(), limits);
  }

  /**
   * The same for a range of an array, which is only read, and not after the return.
   *
   * @param from first byte
   * @param to one past the last byte
   */
  public static CanonicalObject object(byte[] text, int from, int to, JsonLimits limits)
      throws InvalidJson {
    return DocumentScan.object(text, from, to, limits);
  }

  /**
   * The members of a document that must be an object, each left where it is in {@code text}. No
   * canonical form is made, so a number may be one that has none. Memory: the names of the objects
   * that are open at once.
   */
  public static RawObject raw(Bytes text, JsonLimits limits) throws InvalidJson {
    return raw(text, limits, "$");
  }

  static RawObject raw(Bytes text, JsonLimits limits, String path) throws InvalidJson {
    ByteRange range = text.range();
    return DocumentScan.raw(range.array(), range.from(), range.to(), limits, path);
  }
}
