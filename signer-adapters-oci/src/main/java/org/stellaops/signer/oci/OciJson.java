package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonFault;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/**
 * Manifests and indexes out of JSON. Members that are not used are passed over, as the
 * specification asks; duplicates, wrong types and more than a bounded number of values are not.
 */
final class OciJson {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";

  /** JSON that is refused; why is a stable word. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  /** Whether there are more entries than anyone reads. */
  static final String TOO_MANY = "too-many";

  private static final String FORM = "form";

  private static final JsonLimits LIMITS =
      new JsonLimits(32, 4096, 32, 100_000, JsonLimits.REQUEST.maxBytes());

  /** A tree of this many values takes a few dozen MiB at the very most. */
  private static final int MAX_VALUES = 100_000;

  private static final Set<JsonFault> BEYOND_LIMITS =
      EnumSet.of(
          JsonFault.TOO_LARGE,
          JsonFault.TOO_DEEP,
          JsonFault.TOO_MANY_MEMBERS,
          JsonFault.TOO_MANY_VALUES,
          JsonFault.NAME_TOO_LONG,
          JsonFault.NUMBER_TOO_LONG);

  private OciJson() {}

  /** Reads a document that must be an object. */
  static JsonObject object(Bytes json) throws Unreadable {
    try {
      if (JsonValue.parse(json, LIMITS, MAX_VALUES) instanceof JsonObject root) {
        return root;
      }
      throw new Unreadable(FORM);
    } catch (InvalidJson e) {
      throw new Unreadable(BEYOND_LIMITS.contains(e.fault()) ? TOO_MANY : FORM);
    }
  }

  /**
   * The entries of an image index. An entry whose digest is not sha256 in its one form cannot be
   * checked and is left out.
   */
  static List<Descriptor> index(Bytes json, int maxEntries) throws Unreadable {
    JsonObject root = object(json);
    requireSchema(root, INDEX);
    List<JsonObject> manifests = objects(root, "manifests");
    if (manifests.size() > maxEntries) {
      throw new Unreadable(TOO_MANY);
    }
    List<Descriptor> entries = new ArrayList<>();
    for (JsonObject entry : manifests) {
      descriptor(entry).ifPresent(entries::add);
    }
    return entries;
  }

  static void requireSchema(JsonObject root, String mediaType) throws Unreadable {
    try {
      if (root.integer("schemaVersion") != 2) {
        throw new Unreadable("schema-version");
      }
    } catch (InvalidJson e) {
      throw new Unreadable("schema-version");
    }
    if (root.has("mediaType") && !text(root, "mediaType").equals(mediaType)) {
      throw new Unreadable("media-type");
    }
  }

  /** Empty for a digest of another algorithm or form. */
  static Optional<Descriptor> descriptor(JsonObject node) throws Unreadable {
    try {
      long size = node.integer("size");
      Optional<Digest> digest = digest(node.string("digest"));
      if (digest.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Descriptor(
              node.string("mediaType"),
              digest.get(),
              size,
              node.optionalString("artifactType").orElse(""),
              annotations(node)));
    } catch (InvalidJson e) {
      throw new Unreadable(FORM);
    }
  }

  private static Optional<Digest> digest(String text) {
    try {
      return Optional.of(Digest.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String text(JsonObject node, String name) throws Unreadable {
    try {
      return node.string(name);
    } catch (InvalidJson e) {
      throw new Unreadable(FORM);
    }
  }

  static JsonObject object(JsonObject node, String name) throws Unreadable {
    try {
      return node.object(name);
    } catch (InvalidJson e) {
      throw new Unreadable(FORM);
    }
  }

  static List<JsonObject> objects(JsonObject node, String name) throws Unreadable {
    try {
      return node.array(name).objects();
    } catch (InvalidJson e) {
      throw new Unreadable(FORM);
    }
  }

  private static Map<String, String> annotations(JsonObject node) throws InvalidJson {
    Optional<JsonObject> annotations = node.optionalObject("annotations");
    Map<String, String> texts = new HashMap<>();
    if (annotations.isPresent()) {
      for (String name : annotations.get().members().keySet()) {
        texts.put(name, annotations.get().string(name));
      }
    }
    return Map.copyOf(texts);
  }
}
