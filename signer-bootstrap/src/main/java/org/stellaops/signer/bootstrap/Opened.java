package org.stellaops.signer.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What was opened, closed in reverse order, whatever each of them throws. */
final class Opened implements AutoCloseable {

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes each part once; the first failure is thrown after the last part was tried. */
  @Override
  public synchronized void close() {
    @Nullable RuntimeException first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = new IllegalStateException("a part did not close cleanly", e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
