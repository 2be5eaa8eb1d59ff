package org.stellaops.signer.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.Bytes;

/**
 * A checked top-level object, as its members: each value in canonical form, sharing one buffer, so
 * that a document can be put together anew from them without a copy of the large ones.
 */
public final class CanonicalObject {
  private final byte[] text;
  private final int[] order;
  private final int[] start;
  private final int[] nameTo;
  private final int[] inputFrom;
  private final int[] inputTo;
  private final List<RoundedNumber> rounded;
  private final int roundedCount;

  /**
   * @param text holds the members in the order in which they came
   * @param order their canonical order
   * @param start of each member the quote before its name, and at last one past the closing brace
   * @param rounded the first of {@code roundedCount} numbers
   */
  CanonicalObject(
      byte[] text,
      int[] order,
      int[] start,
      int[] nameTo,
      int[] inputFrom,
      int[] inputTo,
      List<RoundedNumber> rounded,
      int roundedCount) {
    this.text = text;
    this.order = order;
    this.start = start;
    this.nameTo = nameTo;
    this.inputFrom = inputFrom;
    this.inputTo = inputTo;
    this.rounded = List.copyOf(rounded);
    this.roundedCount = roundedCount;
  }

  /**
   * One member.
   *
   * @param value its canonical bytes
   * @param inputFrom where the value began in the text that was read, in bytes
   * @param inputTo one past where it ended there
   */
  public record Member(String name, Bytes value, int inputFrom, int inputTo) {
    public JsonKind kind() {
      return JsonKind.startingWith(value.at(0));
    }

    /** The value's path, for refusals. */
    public String path() {
      return PathText.member("$", name);
    }

    /**
     * The value as a tree. Each value in it takes some fifty bytes beside its text.
     *
     * @throws InvalidJson {@link JsonFault#TOO_LARGE} if its canonical form has over {@code
     *     maxBytes} bytes
     */
    public JsonValue tree(int maxBytes) throws InvalidJson {
      return tree(maxBytes, Integer.MAX_VALUE);
    }

    /**
     * The same for a value whose text may be long while its tree must not be large.
     *
     * @param maxValues arrays, objects and what is in them, counted before the tree is made
     * @throws InvalidJson {@link JsonFault#TOO_LARGE} or {@link JsonFault#TOO_MANY_VALUES}
     */
    public JsonValue tree(int maxBytes, int maxValues) throws InvalidJson {
      if (value.size() > maxBytes) {
        throw InvalidJson.at(JsonFault.TOO_LARGE, path(), inputFrom);
      }
      if (maxValues < value.size() && TreeReader.countsOver(maxValues, value)) {
        throw InvalidJson.at(JsonFault.TOO_MANY_VALUES, path(), inputFrom);
      }
      return TreeReader.read(value, path());
    }
  }

  /** The first member in canonical order, if there is one, whose name is not among these. */
  public Optional<Member> memberBut(Set<String> known) {
    for (int m : order) {
      if (!known.contains(name(m))) {
        return Optional.of(member(m));
      }
    }
    return Optional.empty();
  }

  /** All members in canonical order. */
  public List<Member> members() {
    List<Member> members = new ArrayList<>(order.length);
    for (int m : order) {
      members.add(member(m));
    }
    return List.copyOf(members);
  }

  /** How many members there are. */
  public int size() {
    return order.length;
  }

  /** The first few numbers, in the order of the text, whose canonical form is another decimal. */
  public List<RoundedNumber> rounded() {
    return rounded;
  }

  /** How many such numbers there are. */
  public int roundedCount() {
    return roundedCount;
  }

  public Optional<Member> member(String name) {
    for (int m : order) {
      if (nameTo[m] - start[m] - 1 <= 6L * name.length() && name(m).equals(name)) {
        return Optional.of(member(m));
      }
    }
    return Optional.empty();
  }

  /** The whole object in canonical form, as a copy. */
  public Bytes canonical() {
    byte[] whole = new byte[start[order.length]];
    int n = 0;
    whole[n++] = '{';
    for (int m : order) {
      int length = start[m + 1] - 1 - start[m];
      System.arraycopy(text, start[m], whole, n, length);
      n += length;
      whole[n++] = ',';
    }
    whole[whole.length - 1] = '}';
    return Bytes.adopt(whole);
  }

  private Member member(int m) {
    Bytes value = Bytes.adopt(text, nameTo[m] + 2, start[m + 1] - 1);
    return new Member(name(m), value, inputFrom[m], inputTo[m]);
  }

  private String name(int m) {
    return CanonicalStrings.decode(text, start[m] + 1, nameTo[m], Integer.MAX_VALUE);
  }
}
