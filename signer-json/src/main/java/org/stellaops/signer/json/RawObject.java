package org.stellaops.signer.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.stellaops.signer.model.Bytes;

/**
 * A checked object whose members stay where they are in the text that was read, so that a value of
 * 100 MiB is neither copied nor kept as a tree.
 */
public final class RawObject {
  private final List<Member> members;
  private final String path;

  RawObject(List<Member> members, String path) {
    this.members = List.copyOf(members);
    this.path = path;
  }

  /** One member and the text of its value, as it was written. */
  public static final class Member {
    private static final int INT64_TEXT_BYTES = 64;
    private static final Pattern INT64 = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    private final String name;
    private final Bytes text;
    private final String path;
    private final JsonLimits limits;

    Member(String name, Bytes text, String path, JsonLimits limits) {
      this.name = name;
      this.text = text;
      this.path = path;
      this.limits = limits;
    }

    public String name() {
      return name;
    }

    /** The value as it was written. */
    public Bytes text() {
      return text;
    }

    /** The value's path, for refusals. */
    public String path() {
      return path;
    }

    public JsonKind kind() {
      return JsonKind.startingWith(text.at(0));
    }

    /** Whether the value is an array without an element. */
    public boolean isEmptyArray() {
      int next = 1;
      while (text.at(0) == '[' && text.at(next) <= ' ') {
        next++;
      }
      return text.at(0) == '[' && text.at(next) == ']';
    }

    /** The value in its canonical form, as a copy. */
    public Bytes canonical() throws InvalidJson {
      return StrictJson.canonical(text, limits);
    }

    /** The value, which must be an object, with its own members. */
    public RawObject object() throws InvalidJson {
      require(JsonKind.OBJECT);
      return StrictJson.raw(text, limits, path);
    }

    /** The value, which must be a string of at most {@code maxBytes} bytes of JSON text. */
    public String string(int maxBytes) throws InvalidJson {
      require(JsonKind.STRING);
      return ((JsonString) tree(maxBytes, 1)).value();
    }

    /**
     * The value, which must be a string of base64 (RFC 4648), decoded: in either alphabet but not
     * in both, with padding or without, as protobuf's JSON has it. It is decoded from the text in
     * place, or where that has escapes, from one copy of it.
     */
    public Bytes base64() throws InvalidJson {
      require(JsonKind.STRING);
      Bytes plain = isEscaped() ? StrictJson.canonical(text, limits) : text;
      try {
        return plain.slice(1, plain.size() - 1).decodedAnyBase64();
      } catch (IllegalArgumentException e) {
        throw InvalidJson.wrongType(path, "base64");
      }
    }

    /**
     * The elements of the value, which must be an array, each left where it is.
     *
     * @throws InvalidJson {@link JsonFault#TOO_MANY_VALUES} if there are more than {@code max}
     */
    public List<Member> elements(int max) throws InvalidJson {
      require(JsonKind.ARRAY);
      List<Member> elements = new ArrayList<>();
      for (Bytes element : ArrayElements.of(text)) {
        if (elements.size() == max) {
          throw InvalidJson.at(JsonFault.TOO_MANY_VALUES, path);
        }
        elements.add(new Member("", element, PathText.element(path, elements.size()), limits));
      }
      return List.copyOf(elements);
    }

    /**
     * The value as a signed integer of 64 bits, which protobuf's JSON has as a decimal string and
     * reads as a number as well.
     */
    public long int64() throws InvalidJson {
      String digits = kind() == JsonKind.STRING ? string(INT64_TEXT_BYTES) : text.utf8();
      if (!INT64.matcher(digits).matches()) {
        throw InvalidJson.wrongType(path, "an integer of 64 bits");
      }
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        throw InvalidJson.wrongType(path, "an integer of 64 bits");
      }
    }

    private boolean isEscaped() {
      int at = 0;
      while (at < text.size() && text.at(at) != '\\') {
        at++;
      }
      return at < text.size();
    }

    /** The value as a tree, as {@link CanonicalObject.Member#tree(int, int)} has it. */
    public JsonValue tree(int maxBytes, int maxValues) throws InvalidJson {
      if (text.size() > maxBytes) {
        throw InvalidJson.at(JsonFault.TOO_LARGE, path);
      }
      if (maxValues < text.size() && TreeReader.countsOver(maxValues, text)) {
        throw InvalidJson.at(JsonFault.TOO_MANY_VALUES, path);
      }
      return TreeReader.read(StrictJson.canonical(text, limits), path);
    }

    private void require(JsonKind expected) throws InvalidJson {
      if (kind() != expected) {
        throw InvalidJson.wrongType(path, expected, kind());
      }
    }
  }

  /** The members in the order in which they came. */
  public List<Member> members() {
    return members;
  }

  public Optional<Member> member(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /**
   * A member of a protobuf message in JSON: under its name or the one of its definition ({@code
   * mediaType}, {@code media_type}), and absent when it is null.
   *
   * @throws InvalidJson {@link JsonFault#DUPLICATE_NAME} for both names at once
   */
  public Optional<Member> field(String name) throws InvalidJson {
    String original = original(name);
    Optional<Member> found = member(name);
    Optional<Member> other = original.equals(name) ? Optional.empty() : member(original);
    if (found.isPresent() && other.isPresent()) {
      throw InvalidJson.at(JsonFault.DUPLICATE_NAME, other.get().path());
    }
    return found.or(() -> other).filter(member -> member.kind() != JsonKind.NULL);
  }

  private static String original(String name) {
    StringBuilder original = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      if (each >= 'A' && each <= 'Z') {
        original.append('_').append((char) (each + ('a' - 'A')));
      } else {
        original.append(each);
      }
    }
    return original.toString();
  }

  /** As {@link #required}, of a {@link #field}. */
  public Member requiredField(String name) throws InvalidJson {
    Optional<Member> found = field(name);
    if (found.isEmpty()) {
      throw InvalidJson.at(JsonFault.MISSING_MEMBER, PathText.member(path, name));
    }
    return found.get();
  }

  /** As {@link #allowOnly}, of {@link #field fields}. */
  public RawObject allowOnlyFields(String... names) throws InvalidJson {
    return allowOnly(
        Stream.of(names)
            .flatMap(name -> Stream.of(name, original(name)))
            .distinct()
            .toArray(String[]::new));
  }

  /**
   * A member that must be there.
   *
   * @throws InvalidJson {@link JsonFault#MISSING_MEMBER}
   */
  public Member required(String name) throws InvalidJson {
    Optional<Member> found = member(name);
    if (found.isEmpty()) {
      throw InvalidJson.at(JsonFault.MISSING_MEMBER, PathText.member(path, name));
    }
    return found.get();
  }

  /**
   * Refuses members of any other name.
   *
   * @throws InvalidJson {@link JsonFault#UNKNOWN_MEMBER}
   */
  public RawObject allowOnly(String... names) throws InvalidJson {
    Set<String> known = Set.copyOf(Arrays.asList(names));
    for (Member member : members) {
      if (!known.contains(member.name())) {
        throw InvalidJson.at(JsonFault.UNKNOWN_MEMBER, member.path());
      }
    }
    return this;
  }
}
