package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks a result against its published schema. It knows the keywords of JSON Schema 2020-12 that
 * those use, and fails on any other.
 */
final class SchemaCheck {

  private static final Path SCHEMAS = Path.of("../docs/schemas");
  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "$id",
          "title",
          "description",
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "const",
          "pattern",
          "maxLength",
          "minimum",
          "maximum",
          "minItems",
          "maxItems",
          "anyOf",
          "if",
          "then");

  private SchemaCheck() {}

  /** What is wrong with {@code document}, which names its schema itself; empty when it is valid. */
  static List<String> faults(JsonNode document) {
    String id = document.path("schema").asText();
    String[] names = id.split("/", -1);
    String file = names[names.length - 2] + "-" + names[names.length - 1] + ".schema.json";
    assertThat(Samples.json(SCHEMAS.resolve(file)).get("$id").asText()).isEqualTo(id);
    return faults(document, file);
  }

  /** What is wrong with {@code document} by the schema in {@code file}. */
  static List<String> faults(JsonNode document, String file) {
    JsonNode schema = Samples.json(SCHEMAS.resolve(file));
    List<String> faults = new ArrayList<>();
    check(schema, document, "$", faults);
    return faults;
  }

  private static void check(JsonNode schema, JsonNode value, String path, List<String> faults) {
    Set<String> unknown = new TreeSet<>();
    schema.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KEYWORDS);
    assertThat(unknown).as("keywords that are not checked").isEmpty();
    if (schema.has("type") && !schema.get("type").asText().equals(typeName(value))) {
      faults.add(path + " is a " + typeName(value));
      return;
    }
    if (schema.has("const") && !schema.get("const").equals(value)) {
      faults.add(path + " is not the constant");
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      faults.add(path + " is not in the list");
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").asText()).matcher(value.asText()).find()) {
      faults.add(path + " does not match");
    }
    checkBounds(schema, value, path, faults);
    if (schema.has("anyOf") && !holdsAny(schema.get("anyOf"), value)) {
      faults.add(path + " is none of the kinds");
    }
    if (schema.has("if") && holds(schema.get("if"), value)) {
      check(schema.get("then"), value, path, faults);
    }
    if (value.isArray() && schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.get("items"), value.get(i), path + "[" + i + "]", faults);
      }
    }
    schema
        .path("required")
        .forEach(name -> {
          if (!value.has(name.asText())) {
            faults.add(path + "." + name.asText() + " is missing");
          }
        });
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode described = schema.path("properties").path(member.getKey());
      if (!described.isMissingNode()) {
        check(described, member.getValue(), path + "." + member.getKey(), faults);
      } else if (schema.has("additionalProperties")) {
        faults.add(path + "." + member.getKey() + " is not known");
      }
    }
  }

  private static void checkBounds(
      JsonNode schema, JsonNode value, String path, List<String> faults) {
    if (value.isNumber()
        && (value.decimalValue().compareTo(bound(schema, "minimum", Long.MIN_VALUE)) < 0
            || value.decimalValue().compareTo(bound(schema, "maximum", Long.MAX_VALUE)) > 0)) {
      faults.add(path + " is too small or too large");
    }
    if (value.isArray()
        && (value.size() < schema.path("minItems").asInt(0)
            || value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE))) {
      faults.add(path + " has too few or too many items");
    }
    if (value.isTextual()
        && value.asText().length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      faults.add(path + " is too long");
    }
  }

  private static BigDecimal bound(JsonNode schema, String keyword, long otherwise) {
    return BigDecimal.valueOf(schema.path(keyword).asLong(otherwise));
  }

  private static boolean holdsAny(JsonNode schemas, JsonNode value) {
    for (JsonNode schema : schemas) {
      if (holds(schema, value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(JsonNode schema, JsonNode value) {
    List<String> faults = new ArrayList<>();
    check(schema, value, "$", faults);
    return faults.isEmpty();
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode one : list) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static String typeName(JsonNode value) {
    if (value.isIntegralNumber()) {
      return "integer";
    }
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      default -> "number";
    };
  }
}
