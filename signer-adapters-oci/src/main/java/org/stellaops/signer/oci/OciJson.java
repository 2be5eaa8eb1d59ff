package org.stellaops.signer.oci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** A tree of this many values takes a few dozen MiB at the very most. */
  private static final long MAX_TOKENS = 200_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              new JsonFactoryBuilder()
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(32)
                          .maxNameLength(4096)
                          .maxStringLength(1 << 20)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private OciJson() {}

  /** Reads a document that must be an object. */
  static JsonNode object(Bytes json) throws Unreadable {
    try (InputStream in = json.openStream()) {
      JsonNode root = MAPPER.readTree(in);
      if (!root.isObject()) {
        throw new Unreadable(FORM);
      }
      return root;
    } catch (StreamConstraintsException e) {
      throw new Unreadable(TOO_MANY);
    } catch (JacksonException e) {
      throw new Unreadable(FORM);
    } catch (IOException e) {
      throw new Unreadable(FORM);
    }
  }

  /**
   * The entries of an image index. An entry whose digest is not sha256 in its one form cannot be
   * checked and is left out.
   */
  static List<Descriptor> index(Bytes json, int maxEntries) throws Unreadable {
    JsonNode root = object(json);
    requireSchema(root, INDEX);
    JsonNode manifests = root.path("manifests");
    if (!manifests.isArray()) {
      throw new Unreadable(FORM);
    }
    if (manifests.size() > maxEntries) {
      throw new Unreadable(TOO_MANY);
    }
    List<Descriptor> entries = new ArrayList<>();
    for (JsonNode entry : manifests) {
      descriptor(entry).ifPresent(entries::add);
    }
    return entries;
  }

  static void requireSchema(JsonNode root, String mediaType) throws Unreadable {
    JsonNode version = root.path("schemaVersion");
    if (!version.isInt() || version.intValue() != 2) {
      throw new Unreadable("schema-version");
    }
    if (root.has("mediaType") && !text(root, "mediaType").equals(mediaType)) {
      throw new Unreadable("media-type");
    }
  }

  /** Empty for a digest of another algorithm or form. */
  static Optional<Descriptor> descriptor(JsonNode node) throws Unreadable {
    JsonNode size = node.path("size");
    if (!node.isObject() || !size.canConvertToLong() || !size.isIntegralNumber()) {
      throw new Unreadable(FORM);
    }
    Optional<Digest> digest = digest(text(node, "digest"));
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    String artifactType = node.has("artifactType") ? text(node, "artifactType") : "";
    return Optional.of(
        new Descriptor(
            text(node, "mediaType"),
            digest.get(),
            size.longValue(),
            artifactType,
            annotations(node)));
  }

  private static Optional<Digest> digest(String text) {
    try {
      return Optional.of(Digest.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String text(JsonNode node, String name) throws Unreadable {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw new Unreadable(FORM);
    }
    return value.textValue();
  }

  private static Map<String, String> annotations(JsonNode node) throws Unreadable {
    JsonNode annotations = node.path("annotations");
    if (annotations.isMissingNode()) {
      return Map.of();
    }
    if (!annotations.isObject()) {
      throw new Unreadable(FORM);
    }
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : annotations.properties()) {
      texts.put(entry.getKey(), text(annotations, entry.getKey()));
    }
    return Map.copyOf(texts);
  }
}
