package org.stellaops.signer.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.stellaops.signer.model.Bytes;

/** Where in the source the values of the outermost object's members lie, and what was rounded. */
final class TopMembers {
  private static final int MOST_ROUNDED = 3;

  private final int start;
  private int[] from = new int[16];
  private int[] to = new int[16];
  private final List<RoundedNumber> rounded = new ArrayList<>();
  private int roundedCount;

  /**
   * @param start of the document in its array
   */
  TopMembers(int start) {
    this.start = start;
  }

  void begin(int member, int at) {
    if (member == from.length) {
      from = Arrays.copyOf(from, member * 2);
      to = Arrays.copyOf(to, member * 2);
    }
    from[member] = at - start;
  }

  void end(int member, int at) {
    to[member] = at - start;
  }

  /** Counts a number whose decimal was changed; the first are kept. */
  void rounded(Supplier<RoundedNumber> number) {
    if (roundedCount++ < MOST_ROUNDED) {
      rounded.add(number.get());
    }
  }

  /** The object as it is in the source, its members in the order in which they came. */
  RawObject raw(MemberTable members, Sink out, byte[] source, JsonLimits limits, String path) {
    List<RawObject.Member> found = new ArrayList<>(members.size());
    for (int i = 0; i < members.size(); i++) {
      String name =
          CanonicalStrings.decode(
              out.bytes, members.nameFrom(i), members.nameTo(i), Integer.MAX_VALUE);
      Bytes text = Bytes.adopt(source, start + from[i], start + to[i]);
      found.add(new RawObject.Member(name, text, PathText.member(path, name), limits));
    }
    return new RawObject(found, path);
  }

  /** The object as read; its members have been sorted if {@code unordered}, not moved. */
  CanonicalObject object(MemberTable members, Sink out, boolean unordered) {
    int n = members.size();
    int[] order = new int[n];
    int[] starts = new int[n + 1];
    int[] nameTo = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = unordered ? members.ordered(i) : i;
      starts[i] = members.start(i);
      nameTo[i] = members.nameTo(i);
    }
    starts[n] = out.size;
    return new CanonicalObject(
        out.bytes,
        order,
        starts,
        nameTo,
        Arrays.copyOf(from, n),
        Arrays.copyOf(to, n),
        rounded,
        roundedCount);
  }
}
