package org.stellaops.signer.core.bundle;

import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.core.check.Verified;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;

/**
 * What is stored of a signed request so that its answer can be given again: the signature and the
 * small fields, never the payload. A signature that was read again is evidence of nothing, so an
 * answer takes only {@link #terms} from here: its signature must be checked anew.
 *
 * @param key the public key that the signature was checked against
 * @param signature the raw signature
 */
public record StoredResult(PinnedKey key, Bytes signature, Terms terms) {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(64 << 10);

  /** The result of what was just signed and checked. */
  public static StoredResult of(Verified signature, Terms terms) {
    return new StoredResult(signature.pin(), signature.value().bytes(), terms);
  }

  /** The form that the journal keeps. */
  public Bytes bytes() {
    CanonicalWriter found = CanonicalWriter.object();
    new TreeMap<>(terms.release()).forEach(found::string);
    return CanonicalWriter.object()
        .string("entitlement", terms.entitlement())
        .base64("key", key.spki())
        .number("maxArtifactBytes", terms.maxArtifactBytes())
        .string("plan", terms.plan().value())
        .number("rateRemaining", terms.rateRemaining())
        .object("release", found)
        .base64("signature", signature)
        .bytes();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalStateException if it is anything else: the journal was edited
   */
  public static StoredResult read(Bytes stored) {
    try {
      if (JsonValue.parse(stored, LIMITS) instanceof JsonObject object) {
        Map<String, String> release = new TreeMap<>();
        JsonObject found = object.object("release");
        for (Map.Entry<String, JsonValue> entry : found.members().entrySet()) {
          if (entry.getValue() instanceof JsonString text) {
            release.put(entry.getKey(), text.value());
          }
        }
        return new StoredResult(
            PinnedKey.parseSpki(Bytes.base64(object.string("key"))),
            Bytes.base64(object.string("signature")),
            new Terms(
                new PlanName(object.string("plan")),
                object.integer("maxArtifactBytes"),
                object.integer("rateRemaining"),
                object.string("entitlement"),
                release));
      }
    } catch (InvalidJson | IllegalArgumentException e) {
      throw new IllegalStateException("a stored result is malformed", e);
    }
    throw new IllegalStateException("a stored result is malformed");
  }
}
