package org.stellaops.signer.json;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a document: checks it and writes its RFC 8785 form, without a tree and without
 * recursion. An object whose members came out of order is put in order when it closes, which moves
 * its bytes once; in the worst case every byte moves once for each level around it (128 at most).
 * Values that stay where they are in the source are checked and not written: only the names of the
 * objects that are open are kept, because no name may appear twice.
 */
final class DocumentScan {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int ARRAY = -1;
  private static final int SHOWN_BYTES = 800;
  private static final int FIRST_NAMES = 1024;

  /** What a scan is made for. */
  private enum Keeping {
    DOCUMENT,
    MEMBERS,
    IN_PLACE
  }

  private final JsonLimits limits;
  private final Source in;
  private final Sink out;

  /** Where values go: {@link #out}, or nowhere. */
  private final Sink values;

  private final boolean inPlace;
  private final NumberScan numbers;
  private final MemberTable members;

  /** Per open container: the first of its members in the table, or ARRAY. */
  private final int[] base;

  /** Per open array: elements begun. */
  private final int[] index;

  private final boolean[] unordered;
  private int depth;

  /** Between a member's comma and the end of its name: no member to name in a path yet. */
  private boolean naming;

  /** Per open container, when values are not kept: where the current value is written. */
  private final int[] valueAt;

  /** Only when the outermost object's members are wanted one by one. */
  private final @Nullable TopMembers top;

  private DocumentScan(byte[] bytes, int from, int to, JsonLimits limits, Keeping keeping) {
    this.limits = limits;
    this.in = new Source(bytes, from, to);
    this.inPlace = keeping == Keeping.IN_PLACE;
    this.out = new Sink(inPlace ? Math.min(to - from, FIRST_NAMES) : to - from, limits.maxBytes());
    this.values = inPlace ? Sink.dropping() : out;
    this.numbers = new NumberScan(limits.maxNumberChars());
    this.members = new MemberTable(out, limits.maxOpenMembers());
    this.base = new int[limits.maxDepth() + 1];
    this.index = new int[limits.maxDepth() + 1];
    this.unordered = new boolean[limits.maxDepth() + 1];
    this.valueAt = new int[limits.maxDepth() + 1];
    this.top = keeping == Keeping.DOCUMENT ? null : new TopMembers(from);
  }

  /** The canonical bytes of any document: the sink holds them from 0 on. */
  static Sink canonical(byte[] bytes, int from, int to, JsonLimits limits) throws InvalidJson {
    return run(bytes, from, to, limits, Keeping.DOCUMENT).out;
  }

  /** The members of a document that is an object, in canonical order, each canonical in itself. */
  static CanonicalObject object(byte[] bytes, int from, int to, JsonLimits limits)
      throws InvalidJson {
    DocumentScan scan = run(bytes, from, to, limits, Keeping.MEMBERS);
    return requireNonNull(scan.top).object(scan.members, scan.out, scan.unordered[0]);
  }

  /** Where the members of a document that is an object are, each checked and not written. */
  static RawObject raw(byte[] bytes, int from, int to, JsonLimits limits, String path)
      throws InvalidJson {
    DocumentScan scan = run(bytes, from, to, limits, Keeping.IN_PLACE);
    return requireNonNull(scan.top).raw(scan.members, scan.out, bytes, limits, path);
  }

  private static DocumentScan run(
      byte[] bytes, int from, int to, JsonLimits limits, Keeping keeping) throws InvalidJson {
    if (to - from > limits.maxBytes()) {
      throw InvalidJson.at(JsonFault.TOO_LARGE, "$", limits.maxBytes());
    }
    DocumentScan scan = new DocumentScan(bytes, from, to, limits, keeping);
    try {
      scan.document();
      return scan;
    } catch (ScanStopped stopped) {
      throw InvalidJson.at(stopped.fault(), scan.path(), stopped.at() - from);
    }
  }

  private void document() throws ScanStopped {
    int first = in.peekToken();
    if (first < 0) {
      throw in.stop(JsonFault.EMPTY);
    }
    if (startsWithByteOrderMark()) {
      throw in.stop(JsonFault.BYTE_ORDER_MARK);
    }
    if (top != null && first != '{') {
      throw in.stop(JsonFault.NOT_AN_OBJECT);
    }
    values(first);
    if (in.peekToken() >= 0) {
      throw in.stop(JsonFault.TRAILING_DATA);
    }
    out.checkSize(in.at);
  }

  private boolean startsWithByteOrderMark() {
    int p = in.at;
    byte[] b = in.bytes;
    return in.end - p >= 2
        && ((b[p] == (byte) 0xEF && b[p + 1] == (byte) 0xBB)
            || (b[p] == (byte) 0xFE && b[p + 1] == (byte) 0xFF)
            || (b[p] == (byte) 0xFF && b[p + 1] == (byte) 0xFE));
  }

  private void values(int firstToken) throws ScanStopped {
    int token = firstToken;
    do {
      boolean complete = value(token);
      while (complete && depth > 0) {
        complete = !next();
      }
      token = depth > 0 ? in.peekToken() : -1;
    } while (depth > 0);
  }

  /** Reads the value that begins with this token; false if it is a container that stays open. */
  private boolean value(int token) throws ScanStopped {
    switch (token) {
      case '"' -> StringScan.copy(in, values);
      case '{' -> {
        return openObject();
      }
      case '[' -> {
        return openArray();
      }
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw in.unexpected(token);
    }
    return true;
  }

  private void number() throws ScanStopped {
    if (inPlace) {
      numbers.skip(in);
      return;
    }
    int start = in.at;
    numbers.copy(in, out);
    String canonical = numbers.rounded();
    if (canonical != null && top != null) {
      String text = new String(in.bytes, start, in.at - start, StandardCharsets.US_ASCII);
      top.rounded(() -> new RoundedNumber(path(), text, canonical));
    }
  }

  private void literal(byte[] word) throws ScanStopped {
    int to = in.at + word.length;
    if (to > in.end || !Arrays.equals(in.bytes, in.at, to, word, 0, word.length)) {
      throw in.stop(JsonFault.UNEXPECTED_CHARACTER);
    }
    values.copy(word, 0, word.length);
    in.at = to;
  }

  private boolean openObject() throws ScanStopped {
    open('{', members.size());
    int token = in.peekToken();
    if (token == '}') {
      close('}');
      return true;
    }
    name(token);
    return false;
  }

  private boolean openArray() throws ScanStopped {
    open('[', ARRAY);
    if (in.peekToken() == ']') {
      close(']');
      return true;
    }
    return false;
  }

  private void open(int bracket, int first) throws ScanStopped {
    if (depth == limits.maxDepth()) {
      throw in.stop(JsonFault.TOO_DEEP);
    }
    base[depth] = first;
    index[depth] = 0;
    unordered[depth] = false;
    depth++;
    out.put(bracket, in.at);
    valueAt[depth - 1] = out.size;
    in.at++;
  }

  private void close(int bracket) throws ScanStopped {
    depth--;
    out.put(bracket, in.at);
    in.at++;
  }

  /** After a complete value: true if another one follows in the innermost open container. */
  private boolean next() throws ScanStopped {
    int frame = depth - 1;
    boolean array = base[frame] == ARRAY;
    if (top != null && frame == 0) {
      top.end(members.size() - 1, in.at);
    }
    if (inPlace) {
      out.size = valueAt[frame];
    }
    int token = in.peekToken();
    if (token == ',') {
      out.put(',', in.at);
      in.at++;
      if (array) {
        index[frame]++;
      } else {
        name(in.peekToken());
      }
      return true;
    }
    if (token != (array ? ']' : '}')) {
      throw in.unexpected(token);
    }
    if (!array) {
      order(frame);
    }
    close(token);
    return false;
  }

  private void name(int token) throws ScanStopped {
    naming = true;
    if (token != '"') {
      throw in.unexpected(token);
    }
    int frame = depth - 1;
    int at = in.at;
    int from = out.size;
    int flags = StringScan.copy(in, out);
    members.add(from, flags, at);
    naming = false;
    checkNameLength(at);
    int added = members.size() - 1;
    if (added > base[frame] && !unordered[frame]) {
      int order = members.compare(added - 1, added);
      if (order == 0) {
        throw new ScanStopped(JsonFault.DUPLICATE_NAME, at);
      }
      unordered[frame] = order > 0;
    }
    int colon = in.peekToken();
    if (colon != ':') {
      throw in.unexpected(colon);
    }
    out.put(':', in.at);
    valueAt[frame] = out.size;
    in.at++;
    if (top != null && frame == 0) {
      in.peekToken();
      top.begin(added, in.at);
    }
  }

  private void checkNameLength(int at) throws ScanStopped {
    int member = members.size() - 1;
    int from = members.nameFrom(member);
    int to = members.nameTo(member);
    if (to - from > limits.maxNameBytes()
        && CanonicalStrings.unescapedLength(out.bytes, from, to) > limits.maxNameBytes()) {
      throw new ScanStopped(JsonFault.NAME_TOO_LONG, at);
    }
  }

  /** Finds a name that is there twice and puts the members in order, if they are not. */
  private void order(int frame) throws ScanStopped {
    if (unordered[frame]) {
      int duplicate = members.sort(base[frame]);
      if (duplicate >= 0) {
        int at = members.seenAt(duplicate);
        members.truncate(duplicate + 1);
        throw new ScanStopped(JsonFault.DUPLICATE_NAME, at);
      }
      if (!inPlace && (top == null || frame > 0)) {
        members.arrange(base[frame]);
      }
    }
    if (top == null || frame > 0) {
      members.truncate(base[frame]);
    }
  }

  private String path() {
    PathText path = new PathText("$");
    for (int frame = 0; frame < depth; frame++) {
      if (base[frame] == ARRAY) {
        path.index(index[frame]);
      } else {
        int current = currentMember(frame);
        if (current >= base[frame] && !(naming && frame == depth - 1)) {
          int from = members.nameFrom(current);
          path.name(CanonicalStrings.decode(out.bytes, from, members.nameTo(current), SHOWN_BYTES));
        }
      }
    }
    return path.shown();
  }

  private int currentMember(int frame) {
    for (int inner = frame + 1; inner < depth; inner++) {
      if (base[inner] != ARRAY) {
        return base[inner] - 1;
      }
    }
    return members.size() - 1;
  }
}
