package org.stellaops.signer.json;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.signer.model.Bytes;

/**
 * Composes one JSON object and writes its RFC 8785 form. Members may be added in any order. Large
 * payloads are held by reference and stream out, as they are or as base64, without a copy. Not safe
 * for use by several threads while members are added.
 *
 * <p>Each method that adds a member throws {@link IllegalArgumentException} for a name that is
 * already there and for text that is not a valid I-JSON string: both are bugs of the caller.
 */
public final class CanonicalWriter {

  private sealed interface Part permits Tree, Slice, Encoded, Objects {}

  private record Tree(JsonValue value) implements Part {}

  private record Slice(Bytes canonical) implements Part {}

  private record Encoded(Bytes content) implements Part {}

  private record Objects(List<CanonicalWriter> elements, boolean array) implements Part {}

  private static final int SMALL = 32 * 1024;

  private final SortedMap<String, Part> members = new TreeMap<>();

  private CanonicalWriter() {}

  public static CanonicalWriter object() {
    return new CanonicalWriter();
  }

  public CanonicalWriter string(String name, String value) {
    return add(name, new Tree(new JsonString(value)));
  }

  /**
   * Adds an integer.
   *
   * @throws IllegalArgumentException also beyond ±2^53, see {@link JsonNumber#of}
   */
  public CanonicalWriter number(String name, long value) {
    return add(name, new Tree(JsonNumber.of(value)));
  }

  /** Adds a string: RFC 3339 in UTC, truncated to milliseconds. */
  public CanonicalWriter time(String name, Instant at) {
    return string(name, at.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  public CanonicalWriter bool(String name, boolean value) {
    return add(name, new Tree(new JsonBoolean(value)));
  }

  public CanonicalWriter strings(String name, List<String> values) {
    return add(name, new Tree(JsonArray.ofStrings(values)));
  }

  public CanonicalWriter value(String name, JsonValue value) {
    return add(name, new Tree(value));
  }

  /**
   * Adds a value that is in canonical form already.
   *
   * @param canonical from {@link StrictJson}, {@link CanonicalObject} or this class; it is written
   *     as it is, unchecked
   */
  public CanonicalWriter canonical(String name, Bytes canonical) {
    return add(name, new Slice(canonical));
  }

  /** Adds a string: the content in standard base64 with padding (RFC 4648 §4). */
  public CanonicalWriter base64(String name, Bytes content) {
    return add(name, new Encoded(content));
  }

  public CanonicalWriter object(String name, CanonicalWriter value) {
    return add(name, new Objects(List.of(value), false));
  }

  public CanonicalWriter objects(String name, List<CanonicalWriter> elements) {
    return add(name, new Objects(List.copyOf(elements), true));
  }

  private CanonicalWriter add(String name, Part part) {
    if (members.putIfAbsent(JsonString.requireText(name), part) != null) {
      throw new IllegalArgumentException("member written twice: " + name);
    }
    return this;
  }

  /** Writes the object; {@code out} is flushed, not closed. */
  public void writeTo(OutputStream out) throws IOException {
    CanonicalOutput.Streamed streamed = new CanonicalOutput.Streamed(out);
    write(streamed);
    streamed.flush();
    out.flush();
  }

  /** The length of what {@link #writeTo} writes, in bytes, found without encoding the payloads. */
  public long size() {
    try {
      CanonicalOutput.Counted counted = new CanonicalOutput.Counted();
      write(counted);
      return counted.size();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The object in memory; a payload is copied, or encoded, once. */
  public Bytes bytes() {
    try {
      if (!isLarge()) {
        CanonicalOutput.Growing growing = new CanonicalOutput.Growing();
        write(growing);
        return growing.bytes();
      }
      CanonicalOutput.Filled filled = new CanonicalOutput.Filled(Math.toIntExact(size()));
      CanonicalOutput.Streamed streamed = new CanonicalOutput.Streamed(filled);
      write(streamed);
      streamed.flush();
      return filled.bytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Whether a payload is so large that it is to be held once. */
  private boolean isLarge() {
    for (Part part : members.values()) {
      boolean large =
          switch (part) {
            case Tree tree -> false;
            case Slice slice -> slice.canonical().size() > SMALL;
            case Encoded encoded -> encoded.content().size() > SMALL;
            case Objects objects -> objects.elements().stream().anyMatch(CanonicalWriter::isLarge);
          };
      if (large) {
        return true;
      }
    }
    return false;
  }

  static Bytes bytesOf(JsonValue value) {
    try {
      CanonicalOutput.Counted counted = new CanonicalOutput.Counted();
      write(value, counted);
      CanonicalOutput.Filled filled = new CanonicalOutput.Filled(Math.toIntExact(counted.size()));
      CanonicalOutput.Streamed streamed = new CanonicalOutput.Streamed(filled);
      write(value, streamed);
      streamed.flush();
      return filled.bytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void write(CanonicalOutput out) throws IOException {
    out.ascii("{");
    String separator = "";
    for (Map.Entry<String, Part> member : members.entrySet()) {
      out.ascii(separator);
      separator = ",";
      out.string(member.getKey());
      out.ascii(":");
      write(member.getValue(), out);
    }
    out.ascii("}");
  }

  private static void write(Part part, CanonicalOutput out) throws IOException {
    if (part instanceof Tree tree) {
      write(tree.value(), out);
    } else if (part instanceof Slice slice) {
      out.bytes(slice.canonical());
    } else if (part instanceof Encoded encoded) {
      out.ascii("\"");
      out.base64(encoded.content());
      out.ascii("\"");
    } else if (part instanceof Objects objects) {
      out.ascii(objects.array() ? "[" : "");
      String separator = "";
      for (CanonicalWriter element : objects.elements()) {
        out.ascii(separator);
        separator = ",";
        element.write(out);
      }
      out.ascii(objects.array() ? "]" : "");
    }
  }

  private static void write(JsonValue value, CanonicalOutput out) throws IOException {
    if (value instanceof JsonObject object) {
      out.ascii("{");
      Iterator<Map.Entry<String, JsonValue>> members = object.members().entrySet().iterator();
      while (members.hasNext()) {
        Map.Entry<String, JsonValue> member = members.next();
        out.string(member.getKey());
        out.ascii(":");
        write(member.getValue(), out);
        out.ascii(members.hasNext() ? "," : "");
      }
      out.ascii("}");
    } else if (value instanceof JsonArray array) {
      out.ascii("[");
      Iterator<JsonValue> elements = array.values().iterator();
      while (elements.hasNext()) {
        write(elements.next(), out);
        out.ascii(elements.hasNext() ? "," : "");
      }
      out.ascii("]");
    } else if (value instanceof JsonString string) {
      out.string(string.value());
    } else if (value instanceof JsonNumber number) {
      out.ascii(number.text());
    } else if (value instanceof JsonBoolean bool) {
      out.ascii(bool.value() ? "true" : "false");
    } else {
      out.ascii("null");
    }
  }
}
