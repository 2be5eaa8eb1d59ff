package org.stellaops.signer.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The members of every open object, as places in the sink: a stack, since an inner object is closed
 * before its outer one gets the next member. A member's text runs to one byte before the next
 * member's, or to where the object ends.
 */
final class MemberTable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int FIRST_CAPACITY = 16;
  private static final int INSERTION_SORT_UP_TO = 16;

  private final Sink sink;
  private final int max;

  private int[] nameFrom = new int[FIRST_CAPACITY];
  private int[] nameTo = new int[FIRST_CAPACITY];
  private int[] seenAt = new int[FIRST_CAPACITY];

  /** First eight bytes of the name, zero-padded, so that most comparisons are one of two longs. */
  private long[] head = new long[FIRST_CAPACITY];

  private boolean[] plain = new boolean[FIRST_CAPACITY];
  private int size;

  private int[] order = new int[0];
  private int[] spare = new int[0];
  private byte[] moved = new byte[0];

  MemberTable(Sink sink, int max) {
    this.sink = sink;
    this.max = max;
  }

  int size() {
    return size;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  /** Where the member's text starts in the sink, at the quote of its name. */
  int start(int member) {
    return nameFrom[member] - 1;
  }

  int nameFrom(int member) {
    return nameFrom[member];
  }

  int nameTo(int member) {
    return nameTo[member];
  }

  /** Where in the source the member's name was. */
  int seenAt(int member) {
    return seenAt[member];
  }

  /**
   * Adds the member whose name has just been written.
   *
   * @param from the sink's position of the name's opening quote
   * @param flags what {@link StringScan#copy} said of it
   */
  void add(int from, int flags, int at) throws ScanStopped {
    if (size == nameFrom.length) {
      grow(at);
    }
    int length = sink.size - from - 2;
    nameFrom[size] = from + 1;
    nameTo[size] = sink.size - 1;
    seenAt[size] = at;
    long first = (long) LONGS.get(sink.bytes, from + 1);
    head[size] = length >= 8 ? first : length == 0 ? 0 : first & (-1L << (64 - 8 * length));
    plain[size] = flags == 0;
    size++;
    if (size > max) {
      throw new ScanStopped(JsonFault.TOO_MANY_MEMBERS, at);
    }
  }

  private void grow(int at) throws ScanStopped {
    if (size >= max) {
      throw new ScanStopped(JsonFault.TOO_MANY_MEMBERS, at);
    }
    int capacity = size * 2;
    nameFrom = Arrays.copyOf(nameFrom, capacity);
    nameTo = Arrays.copyOf(nameTo, capacity);
    seenAt = Arrays.copyOf(seenAt, capacity);
    head = Arrays.copyOf(head, capacity);
    plain = Arrays.copyOf(plain, capacity);
  }

  /** Compares two names by their UTF-16 code units (RFC 8785 §3.2.3). */
  int compare(int a, int b) {
    if (plain[a] && plain[b] && head[a] != head[b]) {
      return Long.compareUnsigned(head[a], head[b]);
    }
    byte[] s = sink.bytes;
    if (!plain[a] || !plain[b]) {
      return CanonicalStrings.compare(s, nameFrom[a], nameTo[a], s, nameFrom[b], nameTo[b]);
    }
    return Arrays.compareUnsigned(s, nameFrom[a], nameTo[a], s, nameFrom[b], nameTo[b]);
  }

  /**
   * Brings the members from {@code base} on into order in {@link #ordered}; equal names stay in the
   * order in which they came.
   *
   * @return the second of two members with the same name, or -1
   */
  int sort(int base) {
    int n = size - base;
    if (order.length < n) {
      order = new int[Math.max(n, Math.max(FIRST_CAPACITY, order.length * 2))];
      spare = new int[order.length];
    }
    for (int i = 0; i < n; i++) {
      order[i] = base + i;
    }
    for (int from = 0; from < n; from += INSERTION_SORT_UP_TO) {
      insertionSort(from, Math.min(n, from + INSERTION_SORT_UP_TO));
    }
    for (int width = INSERTION_SORT_UP_TO; width < n; width *= 2) {
      for (int from = 0; from < n; from += 2 * width) {
        merge(from, Math.min(n, from + width), Math.min(n, from + 2 * width));
      }
      int[] merged = spare;
      spare = order;
      order = merged;
    }
    for (int i = 1; i < n; i++) {
      if (compare(order[i - 1], order[i]) == 0) {
        return order[i];
      }
    }
    return -1;
  }

  int ordered(int rank) {
    return order[rank];
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int member = order[i];
      int j = i;
      while (j > from && compare(order[j - 1], member) > 0) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = member;
    }
  }

  private void merge(int from, int middle, int to) {
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft = right == to || (left < middle && compare(order[left], order[right]) <= 0);
      spare[i] = takeLeft ? order[left++] : order[right++];
    }
  }

  /**
   * Moves the members from {@code base} on, which {@link #sort} has ordered, to their places. The
   * longest one is shifted inside the sink, so the extra memory is what the others need.
   */
  void arrange(int base) {
    int n = size - base;
    byte[] s = sink.bytes;
    int start = start(base);
    int longest = base;
    for (int m = base + 1; m < size; m++) {
      longest = length(m) > length(longest) ? m : longest;
    }
    int room = sink.size - start - length(longest);
    byte[] others = room <= moved.length ? moved : room > 1 << 20 ? new byte[room] : enlarge(room);
    int kept = 0;
    int target = start;
    int longestTarget = start;
    for (int i = 0; i < n; i++) {
      int m = order[i];
      int length = length(m);
      if (m == longest) {
        longestTarget = target;
      } else {
        System.arraycopy(s, start(m), others, kept, length);
        kept += length;
      }
      target += length + 1;
    }
    System.arraycopy(s, start(longest), s, longestTarget, length(longest));
    place(n, others, start, longest);
  }

  private void place(int n, byte[] others, int start, int longest) {
    byte[] s = sink.bytes;
    int kept = 0;
    int target = start;
    for (int i = 0; i < n; i++) {
      int m = order[i];
      int length = length(m);
      if (m != longest) {
        System.arraycopy(others, kept, s, target, length);
        kept += length;
      }
      target += length;
      if (i < n - 1) {
        s[target++] = ',';
      }
    }
  }

  private int length(int member) {
    return (member + 1 < size ? start(member + 1) - 1 : sink.size) - start(member);
  }

  private byte[] enlarge(int room) {
    moved = new byte[Math.max(room, Math.max(256, moved.length * 2))];
    return moved;
  }
}
