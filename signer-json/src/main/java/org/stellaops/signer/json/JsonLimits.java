package org.stellaops.signer.json;

/**
 * How much of a document is read before it is refused.
 *
 * @param maxDepth arrays and objects open at once; the outermost counts as one
 * @param maxNameBytes UTF-8 bytes of one member name, its escapes resolved
 * @param maxNumberChars characters of one number
 * @param maxOpenMembers members of one object together with those already read of the objects
 *     around it; it bounds the reader's bookkeeping (21 bytes each, 8 more while the members of one
 *     object are sorted, in arrays that double as they grow)
 * @param maxBytes bytes of the text and, separately, of its canonical form, which can be longer
 *     ({@code 1e20} becomes 21 digits)
 */
public record JsonLimits(
    int maxDepth, int maxNameBytes, int maxNumberChars, int maxOpenMembers, int maxBytes) {

  /** For bodies of requests; the plan's size limit comes with {@link #withMaxBytes}. */
  public static final JsonLimits REQUEST =
      new JsonLimits(128, 4096, 64, 1 << 19, Integer.MAX_VALUE - 64);

  /** For the header and the claims of a token or proof. */
  public static final JsonLimits TOKEN = new JsonLimits(16, 4096, 64, 1024, 8192);

  public JsonLimits {
    if (maxDepth < 1
        || maxDepth > 1024
        || maxNameBytes < 0
        || maxNumberChars < 1
        || maxOpenMembers < 0
        || maxBytes < 1
        || maxBytes > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("JSON limits out of range");
    }
  }

  public JsonLimits withMaxBytes(int bytes) {
    return new JsonLimits(maxDepth, maxNameBytes, maxNumberChars, maxOpenMembers, bytes);
  }
}
