package org.stellaops.signer.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/** Makes JSON of the values that a Java program has: maps, lists, texts, numbers. */
final class PlainValues {

  private static final int MOST_DEPTH = JsonLimits.REQUEST.maxDepth();

  private PlainValues() {}

  static JsonObject object(Map<?, ?> members, String path, int depth) {
    if (depth > MOST_DEPTH) {
      throw new IllegalArgumentException("maps and lists within each other over " + MOST_DEPTH);
    }
    TreeMap<String, JsonValue> read = new TreeMap<>();
    members.forEach((name, value) -> {
      if (!(name instanceof String text)) {
        throw new IllegalArgumentException("a name at " + path + " is no String but " + kind(name));
      }
      read.put(text(text, path), value(value, PathText.member(path, text), depth + 1));
    });
    return JsonObject.ofChecked(read, path);
  }

  private static JsonValue value(@Nullable Object plain, String path, int depth) {
    return switch (plain) {
      case null -> JsonNull.NULL;
      case JsonValue json -> json;
      case String text -> new JsonString(text(text, path));
      case Boolean bool -> new JsonBoolean(bool);
      case Number number -> number(number, path);
      case Map<?, ?> members -> object(members, path, depth);
      case List<?> elements -> array(elements, path, depth);
      default ->
          throw new IllegalArgumentException(
              kind(plain)
                  + " at "
                  + path
                  + " is no JSON value: use a Map, a List, a String, a number, a Boolean or null");
    };
  }

  private static JsonArray array(List<?> elements, String path, int depth) {
    if (depth > MOST_DEPTH) {
      throw new IllegalArgumentException("maps and lists within each other over " + MOST_DEPTH);
    }
    List<JsonValue> read = new ArrayList<>(elements.size());
    for (Object element : elements) {
      read.add(value(element, PathText.element(path, read.size()), depth + 1));
    }
    return JsonArray.of(read);
  }

  /** By the one reader, so that what it would refuse is refused here. */
  private static JsonValue number(Number number, String path) {
    try {
      JsonValue read = JsonValue.parse(Bytes.utf8(number.toString()), JsonLimits.TOKEN);
      if (read.kind() == JsonKind.NUMBER) {
        return read;
      }
    } catch (InvalidJson e) {
      throw new IllegalArgumentException(
          number + " at " + path + ": " + e.fault().sentence() + e.fault().remedy(), e);
    }
    throw new IllegalArgumentException(kind(number) + " at " + path + " is no JSON number");
  }

  private static String text(String text, String path) {
    try {
      return JsonString.requireText(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + " at " + path, e);
    }
  }

  private static String kind(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }
}
