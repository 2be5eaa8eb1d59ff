package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonFault;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
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

  private static final String NO_PLATFORM = "unknown";

  private static final String DOCKER = "application/vnd.docker.distribution.manifest.";

  /** Of multi-platform images. */
  static final List<String> INDEXES = List.of(INDEX, DOCKER + "list.v2+json");

  private static final Set<String> IMAGES = Set.of(MANIFEST, DOCKER + "v2+json");

  private static final Set<String> EMPTY_INDEX =
      Set.of("schemaVersion", "mediaType", "manifests", "artifactType", "subject", "annotations");

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
   * The entries of an image index. Other members than digest and size may be missing or of another
   * type: what does not hold together is found when the entry is read, and hides none beside it. An
   * entry whose digest is not sha256 in its one form cannot be checked and is left out. Without
   * entries {@code manifests} may be null or absent, as some registries write an empty list.
   */
  static List<Descriptor> index(Bytes json, int maxEntries) throws Unreadable {
    JsonObject root = object(json);
    requireSchema(root, INDEX);
    if (isAbsent(root, "manifests") && EMPTY_INDEX.containsAll(root.members().keySet())) {
      return List.of();
    }
    List<JsonValue> manifests = array(root, "manifests");
    if (manifests.size() > maxEntries) {
      throw new Unreadable(TOO_MANY);
    }
    List<Descriptor> entries = new ArrayList<>();
    for (JsonValue entry : manifests) {
      if (entry instanceof JsonObject node) {
        descriptor(node).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /** The images that an index lists, of docker's form too; none if it is no index. */
  static Set<Digest> images(Bytes json) throws Unreadable {
    JsonObject root = object(json);
    if (!INDEXES.contains(textOr(root, "mediaType", INDEX)) || isAbsent(root, "manifests")) {
      return Set.of();
    }
    Set<Digest> images = new LinkedHashSet<>();
    for (JsonObject entry : objects(root, "manifests")) {
      boolean isImage =
          IMAGES.contains(textOr(entry, "mediaType", ""))
              && entry.member("platform").orElse(JsonNull.NULL) instanceof JsonObject platform
              && !textOr(platform, "os", NO_PLATFORM).equals(NO_PLATFORM)
              && !annotations(entry).containsKey("vnd.docker.reference.type");
      if (isImage) {
        descriptor(entry).map(Descriptor::digest).ifPresent(images::add);
      }
    }
    return images;
  }

  /** Whether this is a manifest of any kind, and not something else in JSON. */
  static boolean isManifest(JsonObject root) {
    return root.has("schemaVersion") && hasNone(root, "errors");
  }

  /** Whether this is a manifest of another kind than an OCI image index. */
  static boolean isAnotherManifest(JsonObject root) {
    String mediaType = textOr(root, "mediaType", "");
    boolean other =
        mediaType.isEmpty()
            ? isAbsent(root, "manifests") && !hasNone(root, "config", "layers", "fsLayers")
            : !mediaType.equals(INDEX);
    return other && hasNone(root, "errors");
  }

  private static boolean isAbsent(JsonObject root, String name) {
    return root.member(name).orElse(JsonNull.NULL).kind() == JsonKind.NULL;
  }

  private static boolean hasNone(JsonObject root, String... names) {
    return Arrays.stream(names).noneMatch(root::has);
  }

  static void requireSchema(JsonObject root, String mediaType) throws Unreadable {
    try {
      if (root.integer("schemaVersion") != 2) {
        throw new Unreadable("schema-version");
      }
    } catch (InvalidJson e) {
      throw new Unreadable("schema-version");
    }
    if (!isAbsent(root, "mediaType") && !text(root, "mediaType").equals(mediaType)) {
      throw new Unreadable("media-type");
    }
  }

  /** Empty for a digest of another algorithm or form. */
  static Optional<Descriptor> descriptor(JsonObject node) {
    return digest(textOr(node, "digest", ""))
        .map(digest ->
            new Descriptor(
                textOr(node, "mediaType", ""),
                digest,
                size(node),
                textOr(node, "artifactType", ""),
                annotations(node)));
  }

  private static Optional<Digest> digest(String text) {
    try {
      return Optional.of(Digest.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String textOr(JsonObject node, String name, String otherwise) {
    return node.member(name).orElse(JsonNull.NULL) instanceof JsonString text
        ? text.value()
        : otherwise;
  }

  private static long size(JsonObject node) {
    try {
      return node.integer("size");
    } catch (InvalidJson e) {
      return Descriptor.NO_SIZE;
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

  private static List<JsonValue> array(JsonObject node, String name) throws Unreadable {
    try {
      return node.array(name).values();
    } catch (InvalidJson e) {
      throw new Unreadable(FORM);
    }
  }

  private static Map<String, String> annotations(JsonObject node) {
    Map<String, String> texts = new HashMap<>();
    if (node.member("annotations").orElse(JsonNull.NULL) instanceof JsonObject annotations) {
      annotations
          .members()
          .forEach((name, value) -> {
            if (value instanceof JsonString text) {
              texts.put(name, text.value());
            }
          });
    }
    return Map.copyOf(texts);
  }
}
