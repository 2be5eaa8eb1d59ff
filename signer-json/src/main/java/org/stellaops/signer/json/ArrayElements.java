package org.stellaops.signer.json;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.stellaops.signer.model.Bytes;

/** The elements of an array that was found to be well-formed, as its text has them. */
final class ArrayElements implements Iterator<Bytes> {

  private final Bytes text;
  private int at = 1;

  private ArrayElements(Bytes text) {
    this.text = text;
    skipBlanks();
  }

  static Iterable<Bytes> of(Bytes array) {
    return () -> new ArrayElements(array);
  }

  private void skipBlanks() {
    while (text.at(at) <= ' ' && text.at(at) >= 0) {
      at++;
    }
  }

  @Override
  public boolean hasNext() {
    return text.at(at) != ']';
  }

  @Override
  public Bytes next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int from = at;
    int to = end();
    while (text.at(to - 1) <= ' ' && text.at(to - 1) >= 0) {
      to--;
    }
    if (text.at(at) == ',') {
      at++;
      skipBlanks();
    }
    return text.slice(from, to);
  }

  /** Moves to the comma or bracket after the element. */
  private int end() {
    int depth = 0;
    boolean inString = false;
    while (inString || depth > 0 || (text.at(at) != ',' && text.at(at) != ']')) {
      int c = text.at(at);
      if (c == '"') {
        inString = !inString;
      } else if (inString) {
        at += c == '\\' ? 1 : 0;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      }
      at++;
    }
    return at;
  }
}
