package org.stellaops.signer.json;

import org.stellaops.signer.model.Bytes;

/**
 * A small JSON text as an immutable tree: a token's claims, a request's options. Large documents
 * stay bytes ({@link StrictJson}); equality is that of the canonical form.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /**
   * Reads a text as strictly as {@link StrictJson} does, since the tree is built from its result.
   */
  static JsonValue parse(Bytes text, JsonLimits limits) throws InvalidJson {
    return TreeReader.read(StrictJson.canonical(text, limits), "$");
  }

  /**
   * The same for a text that may be long while its tree must not be large.
   *
   * @param maxValues arrays, objects and what is in them, counted before the tree is made
   * @throws InvalidJson also {@link JsonFault#TOO_MANY_VALUES}
   */
  static JsonValue parse(Bytes text, JsonLimits limits, int maxValues) throws InvalidJson {
    Bytes canonical = StrictJson.canonical(text, limits);
    if (TreeReader.countsOver(maxValues, canonical)) {
      throw InvalidJson.at(JsonFault.TOO_MANY_VALUES, "$");
    }
    return TreeReader.read(canonical, "$");
  }

  /** The same for a range of an array, which is only read, and not after the return. */
  static JsonValue parse(byte[] text, int from, int to, JsonLimits limits) throws InvalidJson {
    return TreeReader.read(StrictJson.canonical(text, from, to, limits), "$");
  }

  JsonKind kind();

  /** The RFC 8785 form. */
  default Bytes canonical() {
    return CanonicalWriter.bytesOf(this);
  }
}
