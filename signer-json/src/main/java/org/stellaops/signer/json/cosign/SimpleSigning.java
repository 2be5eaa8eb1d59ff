package org.stellaops.signer.json.cosign;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;

/**
 * What a simple signing payload says of an image (containers/image, {@code
 * docs/containers-signature.5.md}; cosign's {@code specs/SIGNATURE_SPEC.md}).
 *
 * @param image digest of the manifest that was signed
 * @param reference the name under which it was signed; it may be empty, and a copy of the image has
 *     another
 * @param annotations those of {@code optional} that are texts
 */
public record SimpleSigning(Digest image, String reference, Map<String, String> annotations) {

  private static final String TYPE = "cosign container image signature";

  private static final int MAX_TEXT_BYTES = 8192;
  private static final int MAX_OPTIONAL_BYTES = 256 << 10;
  private static final int MAX_OPTIONAL_VALUES = 1024;

  public SimpleSigning {
    annotations = Map.copyOf(annotations);
  }

  /**
   * Reads a payload. What is critical has no members but the known ones: whoever does not know one
   * must refuse it.
   *
   * @throws InvalidField it is no such payload, of another type, or names no sha256 digest
   */
  public static SimpleSigning read(Bytes payload) throws InvalidField {
    try {
      RawObject whole = StrictJson.raw(payload, JsonLimits.REQUEST);
      whole.allowOnly("critical", "optional");
      RawObject critical = whole.required("critical").object();
      critical.allowOnly("identity", "image", "type");
      if (!critical.required("type").string(MAX_TEXT_BYTES).equals(TYPE)) {
        throw wrong("$.critical.type", "The type is " + TYPE + ".");
      }
      RawObject identity = critical.required("identity").object().allowOnly("docker-reference");
      RawObject image = critical.required("image").object().allowOnly("docker-manifest-digest");
      return new SimpleSigning(
          digest(image.required("docker-manifest-digest").string(MAX_TEXT_BYTES)),
          identity.required("docker-reference").string(MAX_TEXT_BYTES),
          annotations(whole.member("optional")));
    } catch (InvalidJson e) {
      throw new InvalidField(e.fault().reason(), e.path(), e.fault().sentence());
    }
  }

  private static Digest digest(String text) throws InvalidField {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(
          "$.critical.image.docker-manifest-digest", "The digest is sha256 in its one form.");
    }
  }

  private static Map<String, String> annotations(Optional<RawObject.Member> optional)
      throws InvalidJson, InvalidField {
    if (optional.isEmpty() || optional.get().kind() == JsonKind.NULL) {
      return Map.of();
    }
    if (!(optional.get().tree(MAX_OPTIONAL_BYTES, MAX_OPTIONAL_VALUES) instanceof JsonObject all)) {
      throw wrong("$.optional", "What is optional is an object.");
    }
    Map<String, String> texts = new HashMap<>();
    all.members()
        .forEach((name, value) -> {
          if (value instanceof JsonString text) {
            texts.put(name, text.value());
          }
        });
    return texts;
  }

  private static InvalidField wrong(String path, String advice) {
    return new InvalidField(Reason.STATEMENT_TYPE, path, advice);
  }
}
