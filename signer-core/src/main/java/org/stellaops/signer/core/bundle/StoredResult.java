package org.stellaops.signer.core.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;

/**
 * What is stored of a signed request so that its answer can be given again: the signatures and the
 * small fields, never the payload. A signature that was read again is evidence of nothing, so an
 * answer takes only {@link #terms} from here: every signature must be checked anew.
 *
 * @param signatures one for each key that signed
 */
public record StoredResult(List<StoredSignature> signatures, Terms terms) {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(64 << 10);

  public StoredResult {
    signatures = List.copyOf(signatures);
  }

  /**
   * A signature as it was stored.
   *
   * @param name the tenant's name for the key
   * @param key the public key that the signature was checked against
   * @param value the raw signature
   */
  public record StoredSignature(KeyName name, PinnedKey key, Bytes value) {}

  /** The result of what was just signed and checked. */
  public static StoredResult of(List<SignedBy> signatures, Terms terms) {
    return new StoredResult(
        signatures.stream()
            .map(each ->
                new StoredSignature(
                    each.key(), each.signature().pin(), each.signature().value().bytes()))
            .toList(),
        terms);
  }

  /** The form that the journal keeps. */
  public Bytes bytes() {
    CanonicalWriter found = CanonicalWriter.object();
    new TreeMap<>(terms.release()).forEach(found::string);
    return CanonicalWriter.object()
        .string("entitlement", terms.entitlement())
        .number("maxArtifactBytes", terms.maxArtifactBytes())
        .string("plan", terms.plan().value())
        .number("rateRemaining", terms.rateRemaining())
        .object("release", found)
        .objects(
            "signatures",
            signatures.stream()
                .map(each ->
                    CanonicalWriter.object()
                        .base64("key", each.key().spki())
                        .string("name", each.name().value())
                        .base64("value", each.value()))
                .toList())
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
        List<StoredSignature> signatures = new ArrayList<>();
        for (JsonObject each : object.array("signatures").objects()) {
          signatures.add(
              new StoredSignature(
                  new KeyName(each.string("name")),
                  PinnedKey.parseSpki(Bytes.base64(each.string("key"))),
                  Bytes.base64(each.string("value"))));
        }
        return new StoredResult(
            signatures,
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
