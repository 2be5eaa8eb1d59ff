package org.stellaops.signer.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.signer.model.ByteRange;
import org.stellaops.signer.model.Bytes;

/**
 * Builds a tree from canonical bytes of our own making, so it checks nothing. It recurses no deeper
 * than the limit that held when the bytes were made.
 */
final class TreeReader {
  private final byte[] text;
  private final int end;
  private int at;

  private TreeReader(byte[] text, int from, int to) {
    this.text = text;
    this.at = from;
    this.end = to;
  }

  static JsonValue read(Bytes canonical, String path) {
    ByteRange range = canonical.range();
    return at(new TreeReader(range.array(), range.from(), range.to()).value(), path);
  }

  /** Whether there are more values than this: each but the first of a container has a comma. */
  static boolean countsOver(int most, Bytes canonical) {
    ByteRange range = canonical.range();
    byte[] text = range.array();
    int count = 1;
    boolean inString = false;
    for (int i = range.from(); i < range.to() && count <= most; i++) {
      int c = text[i];
      if (c == '"') {
        inString = !inString;
      } else if (inString) {
        i += c == '\\' ? 1 : 0;
      } else if (c == ',' || c == '[' || c == '{') {
        count++;
      }
    }
    return count > most;
  }

  /** The same value, knowing where it was found. */
  static JsonValue at(JsonValue value, String path) {
    if (value instanceof JsonObject object) {
      return object.at(path);
    }
    return value instanceof JsonArray array ? array.at(path) : value;
  }

  private JsonValue value() {
    return switch (JsonKind.startingWith(text[at])) {
      case OBJECT -> object();
      case ARRAY -> array();
      case STRING -> new JsonString(string());
      case NUMBER -> JsonNumber.ofCanonical(number());
      case BOOLEAN -> {
        boolean value = text[at] == 't';
        at += value ? 4 : 5;
        yield new JsonBoolean(value);
      }
      case NULL -> {
        at += 4;
        yield JsonNull.NULL;
      }
    };
  }

  private JsonObject object() {
    SortedMap<String, JsonValue> members = new TreeMap<>();
    at++;
    while (text[at] != '}') {
      if (text[at] == ',') {
        at++;
      }
      String name = string();
      at++;
      members.put(name, value());
    }
    at++;
    return JsonObject.ofChecked(members, "$");
  }

  private JsonArray array() {
    List<JsonValue> values = new ArrayList<>();
    at++;
    while (text[at] != ']') {
      if (text[at] == ',') {
        at++;
      }
      values.add(value());
    }
    at++;
    return JsonArray.of(values);
  }

  private String string() {
    int from = at + 1;
    int to = from;
    while (text[to] != '"') {
      to += text[to] == '\\' ? 2 : 1;
    }
    at = to + 1;
    return CanonicalStrings.decode(text, from, to, Integer.MAX_VALUE);
  }

  private String number() {
    int from = at;
    while (at < end && isNumberByte(text[at])) {
      at++;
    }
    return new String(text, from, at - from, StandardCharsets.US_ASCII);
  }

  private static boolean isNumberByte(int c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e';
  }
}
