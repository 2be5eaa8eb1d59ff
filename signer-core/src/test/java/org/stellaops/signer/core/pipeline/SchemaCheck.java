package org.stellaops.signer.core.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonBoolean;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * Checks a document against one of our published schemas. It knows the keywords of JSON Schema
 * 2020-12 that they use, and fails on any other.
 */
final class SchemaCheck {

  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$id", "$defs", "title", "description");
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "const",
          "pattern",
          "minimum",
          "maximum",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "$ref");

  private final JsonObject root;

  private SchemaCheck(JsonObject root) {
    this.root = root;
  }

  static SchemaCheck read(Path schema) throws Exception {
    Bytes text = Bytes.adopt(Files.readAllBytes(schema));
    return new SchemaCheck((JsonObject) JsonValue.parse(text, JsonLimits.REQUEST));
  }

  /** What is wrong with {@code document}; empty when it is valid. */
  List<String> faults(JsonValue document) throws Exception {
    List<String> faults = new ArrayList<>();
    check(root, document, "$", faults);
    return faults;
  }

  /** The names of the document's members that the schema describes. */
  Set<String> properties() throws Exception {
    return root.object("properties").members().keySet();
  }

  private void check(JsonObject schema, JsonValue value, String path, List<String> faults)
      throws Exception {
    Set<String> unknown = new TreeSet<>(schema.members().keySet());
    unknown.removeAll(ANNOTATIONS);
    unknown.removeAll(KEYWORDS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("keywords that are not checked: " + unknown);
    }
    if (schema.has("$ref")) {
      String name = schema.string("$ref").substring("#/$defs/".length());
      check(root.object("$defs").object(name), value, path, faults);
    }
    boolean whole = value instanceof JsonNumber number && number.asLong().isPresent();
    if (schema.has("type")
        && !typeName(value).equals(schema.string("type"))
        && !(whole && schema.string("type").equals("integer"))) {
      faults.add(path + " is a " + typeName(value));
      return;
    }
    if (schema.has("const") && !value.equals(schema.members().get("const"))) {
      faults.add(path + " is not the constant");
    }
    if (schema.has("enum") && !schema.array("enum").values().contains(value)) {
      faults.add(path + " is not in the list");
    }
    if (schema.has("pattern")
        && value instanceof JsonString text
        && !Pattern.compile(schema.string("pattern")).matcher(text.value()).find()) {
      faults.add(path + " does not match");
    }
    if (value instanceof JsonNumber number
        && schema.has("minimum")
        && (number.asLong().orElse(-1) < schema.integer("minimum")
            || number.asLong().orElse(-1) > schema.integer("maximum"))) {
      faults.add(path + " is out of range");
    }
    if (value instanceof JsonArray array && !isWithin(schema, "Items", array.size())) {
      faults.add(path + " has too few or too many elements");
    }
    if (value instanceof JsonString text && !isWithin(schema, "Length", text.value().length())) {
      faults.add(path + " is too short or too long");
    }
    if (value instanceof JsonArray array && schema.has("items")) {
      int i = 0;
      for (JsonValue element : array.values()) {
        check(schema.object("items"), element, path + "[" + i++ + "]", faults);
      }
    }
    if (value instanceof JsonObject object) {
      members(schema, object, path, faults);
    }
  }

  private static boolean isWithin(JsonObject schema, String what, int size) throws Exception {
    return size >= schema.optionalInteger("min" + what).orElse(0)
        && size <= schema.optionalInteger("max" + what).orElse(Long.MAX_VALUE);
  }

  private void members(JsonObject schema, JsonObject object, String path, List<String> faults)
      throws Exception {
    if (schema.has("required")) {
      for (String name : schema.array("required").strings()) {
        if (!object.has(name)) {
          faults.add(path + "." + name + " is missing");
        }
      }
    }
    JsonObject properties = schema.optionalObject("properties").orElse(JsonObject.of(Map.of()));
    boolean closed = schema.has("additionalProperties") && !schema.bool("additionalProperties");
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      String at = path + "." + member.getKey();
      if (properties.has(member.getKey())) {
        check(properties.object(member.getKey()), member.getValue(), at, faults);
      } else if (closed) {
        faults.add(at + " is not known");
      }
    }
  }

  private static String typeName(JsonValue value) {
    if (value instanceof JsonObject) {
      return "object";
    }
    if (value instanceof JsonArray) {
      return "array";
    }
    if (value instanceof JsonString) {
      return "string";
    }
    return value instanceof JsonBoolean ? "boolean" : "number";
  }
}
