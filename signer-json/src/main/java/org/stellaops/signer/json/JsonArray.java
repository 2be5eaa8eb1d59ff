package org.stellaops.signer.json;

import java.util.ArrayList;
import java.util.List;

/** An array. Readers of elements refuse with the element's path. */
public final class JsonArray implements JsonValue {
  private final List<JsonValue> values;
  private final String path;

  private JsonArray(List<? extends JsonValue> values, String path) {
    this.values = List.copyOf(values);
    this.path = path;
  }

  public static JsonArray of(List<? extends JsonValue> values) {
    return new JsonArray(values, "$");
  }

  public static JsonArray ofStrings(List<String> values) {
    return of(values.stream().map(JsonString::new).toList());
  }

  JsonArray at(String newPath) {
    return new JsonArray(values, newPath);
  }

  public List<JsonValue> values() {
    return values;
  }

  public int size() {
    return values.size();
  }

  /** Where this array was found; it has no part in equality. */
  public String path() {
    return path;
  }

  /**
   * The elements, which must all be strings.
   *
   * @throws InvalidJson {@link JsonFault#WRONG_TYPE} if an element is not a string
   */
  public List<String> strings() throws InvalidJson {
    List<String> strings = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof JsonString string)) {
        throw wrongType(i, JsonKind.STRING);
      }
      strings.add(string.value());
    }
    return List.copyOf(strings);
  }

  /**
   * The elements, which must all be objects.
   *
   * @throws InvalidJson {@link JsonFault#WRONG_TYPE} if an element is not an object
   */
  public List<JsonObject> objects() throws InvalidJson {
    List<JsonObject> objects = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof JsonObject object)) {
        throw wrongType(i, JsonKind.OBJECT);
      }
      objects.add(object.at(PathText.element(path, i)));
    }
    return List.copyOf(objects);
  }

  private InvalidJson wrongType(int index, JsonKind expected) {
    return InvalidJson.wrongType(PathText.element(path, index), expected, values.get(index).kind());
  }

  @Override
  public JsonKind kind() {
    return JsonKind.ARRAY;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonArray that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "JsonArray[" + values.size() + "]";
  }
}
