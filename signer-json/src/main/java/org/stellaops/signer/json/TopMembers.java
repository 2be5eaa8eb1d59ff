package org.stellaops.signer.json;

import java.util.Arrays;

/** Where in the source the values of the outermost object's members lie. */
final class TopMembers {
  private final int start;
  private int[] from = new int[16];
  private int[] to = new int[16];

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
        out.bytes, order, starts, nameTo, Arrays.copyOf(from, n), Arrays.copyOf(to, n));
  }
}
