package org.stellaops.signer.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/**
 * An object. The readers of members refuse with the member's path: {@link JsonFault#MISSING_MEMBER}
 * when a required one is absent, {@link JsonFault#WRONG_TYPE} when one is there with another type.
 * A null is there, and is of the wrong type for each of them.
 */
public final class JsonObject implements JsonValue {
  private final SortedMap<String, JsonValue> members;
  private final String path;

  private JsonObject(SortedMap<String, JsonValue> members, String path) {
    this.members = members;
    this.path = path;
  }

  /**
   * An object of these members.
   *
   * @throws IllegalArgumentException if a name is not a valid I-JSON string
   */
  public static JsonObject of(Map<String, ? extends JsonValue> members) {
    members.keySet().forEach(JsonString::requireText);
    return ofChecked(new TreeMap<>(members), "$");
  }

  /**
   * An object of what a Java program has at hand.
   *
   * @param members values are a String, a Boolean, a Number whose text is a JSON number, null, a
   *     {@link JsonValue}, or a List or a Map with String keys of such values
   * @throws IllegalArgumentException for any other value, for a number that the strict reader would
   *     refuse (an integer beyond ±2^53, over 17 significant digits, infinity), for text that is no
   *     valid I-JSON string, and for more levels than the reader takes; it names the place
   */
  public static JsonObject ofPlain(Map<String, ? extends @Nullable Object> members) {
    return PlainValues.object(members, "$", 1);
  }

  /**
   * Reads a document that is an object.
   *
   * @throws InvalidJson also {@link JsonFault#NOT_AN_OBJECT}
   */
  public static JsonObject parse(Bytes text, JsonLimits limits) throws InvalidJson {
    if (JsonValue.parse(text, limits) instanceof JsonObject object) {
      return object;
    }
    throw InvalidJson.at(JsonFault.NOT_AN_OBJECT, "$");
  }

  static JsonObject ofChecked(SortedMap<String, JsonValue> members, String path) {
    return new JsonObject(Collections.unmodifiableSortedMap(members), path);
  }

  JsonObject at(String newPath) {
    return new JsonObject(members, newPath);
  }

  /** The members by name, in the canonical order of their names (UTF-16 code units). */
  public Map<String, JsonValue> members() {
    return members;
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public Optional<JsonValue> member(String name) {
    return Optional.ofNullable(members.get(name)).map(value -> TreeReader.at(value, pathOf(name)));
  }

  /** Where this object was found; it has no part in equality. */
  public String path() {
    return path;
  }

  /**
   * Refuses members of any other name.
   *
   * @throws InvalidJson {@link JsonFault#UNKNOWN_MEMBER}
   */
  public JsonObject allowOnly(String... names) throws InvalidJson {
    Set<String> known = Set.copyOf(Arrays.asList(names));
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        throw InvalidJson.at(JsonFault.UNKNOWN_MEMBER, pathOf(name));
      }
    }
    return this;
  }

  /** The same without members that are null, for formats where null is absent. */
  public JsonObject withoutNulls() {
    TreeMap<String, JsonValue> rest = new TreeMap<>(members);
    rest.values().removeIf(value -> value.kind() == JsonKind.NULL);
    return ofChecked(rest, path);
  }

  public String string(String name) throws InvalidJson {
    return required(name, find(name, JsonString.class, JsonKind.STRING)).value();
  }

  /** Refuses a member that is not this very text, such as the name of a format. */
  public JsonObject requireText(String name, String expected) throws InvalidJson {
    if (!string(name).equals(expected)) {
      throw InvalidJson.wrongType(pathOf(name), "\"" + expected + "\"");
    }
    return this;
  }

  /** The bytes of a string: base64url without padding (RFC 7515 §2), at least one byte. */
  public Bytes base64Url(String name) throws InvalidJson {
    try {
      Bytes bytes = Bytes.base64Url(string(name));
      if (!bytes.isEmpty()) {
        return bytes;
      }
    } catch (IllegalArgumentException malformed) {
      // As one that is empty.
    }
    throw InvalidJson.wrongType(pathOf(name), "base64url without padding");
  }

  public Optional<String> optionalString(String name) throws InvalidJson {
    return Optional.ofNullable(find(name, JsonString.class, JsonKind.STRING))
        .map(JsonString::value);
  }

  /**
   * An integer in the range of a long, however it was written ({@code 1e3} is 1000); another number
   * is of the wrong type.
   */
  public long integer(String name) throws InvalidJson {
    return integer(name, required(name, find(name, JsonNumber.class, JsonKind.NUMBER)));
  }

  public OptionalLong optionalInteger(String name) throws InvalidJson {
    JsonNumber number = find(name, JsonNumber.class, JsonKind.NUMBER);
    return number == null ? OptionalLong.empty() : OptionalLong.of(integer(name, number));
  }

  public boolean bool(String name) throws InvalidJson {
    return required(name, find(name, JsonBoolean.class, JsonKind.BOOLEAN)).value();
  }

  public Optional<Boolean> optionalBool(String name) throws InvalidJson {
    return Optional.ofNullable(find(name, JsonBoolean.class, JsonKind.BOOLEAN))
        .map(JsonBoolean::value);
  }

  public JsonObject object(String name) throws InvalidJson {
    return required(name, find(name, JsonObject.class, JsonKind.OBJECT)).at(pathOf(name));
  }

  public Optional<JsonObject> optionalObject(String name) throws InvalidJson {
    return Optional.ofNullable(find(name, JsonObject.class, JsonKind.OBJECT))
        .map(object -> object.at(pathOf(name)));
  }

  public JsonArray array(String name) throws InvalidJson {
    return required(name, find(name, JsonArray.class, JsonKind.ARRAY)).at(pathOf(name));
  }

  public Optional<JsonArray> optionalArray(String name) throws InvalidJson {
    return Optional.ofNullable(find(name, JsonArray.class, JsonKind.ARRAY))
        .map(array -> array.at(pathOf(name)));
  }

  /** A string, or an array of strings, as a list: the form of {@code aud} (RFC 7519 §4.1.3). */
  public List<String> stringOrStrings(String name) throws InvalidJson {
    return members.get(name) instanceof JsonString one
        ? List.of(one.value())
        : array(name).strings();
  }

  /** The path of a member of this object, there or not. */
  public String pathOf(String name) {
    return PathText.member(path, name);
  }

  private <T extends JsonValue> @Nullable T find(String name, Class<T> type, JsonKind expected)
      throws InvalidJson {
    JsonValue value = members.get(name);
    if (value != null && !type.isInstance(value)) {
      throw InvalidJson.wrongType(pathOf(name), expected, value.kind());
    }
    return type.cast(value);
  }

  private <T> T required(String name, @Nullable T value) throws InvalidJson {
    if (value == null) {
      throw InvalidJson.at(JsonFault.MISSING_MEMBER, pathOf(name));
    }
    return value;
  }

  private long integer(String name, JsonNumber number) throws InvalidJson {
    OptionalLong value = number.asLong();
    if (value.isEmpty()) {
      throw InvalidJson.wrongType(pathOf(name), "an integer of at most 64 bits");
    }
    return value.getAsLong();
  }

  @Override
  public JsonKind kind() {
    return JsonKind.OBJECT;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return "JsonObject" + members.keySet();
  }
}
