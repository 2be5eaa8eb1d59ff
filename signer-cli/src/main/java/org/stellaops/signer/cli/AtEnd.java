package org.stellaops.signer.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is undone when the process is told to stop (Ctrl-C, SIGTERM): the last begun first, one
 * after the other, so that a service is stopped before the directory that it works in is removed.
 */
final class AtEnd {

  private static final SequencedMap<Object, Runnable> UNDO = new LinkedHashMap<>();
  private static boolean hooked;
  private static volatile boolean stopping;

  private AtEnd() {}

  /** Has {@code undo} run at the end unless {@link #forget} is called before. */
  static void run(Object key, Runnable undo) {
    synchronized (UNDO) {
      UNDO.put(key, undo);
      if (!hooked) {
        hooked = true;
        Runtime.getRuntime().addShutdownHook(new Thread(AtEnd::runAll, "stop"));
      }
    }
  }

  static void forget(Object key) {
    synchronized (UNDO) {
      UNDO.remove(key);
    }
  }

  /** Whether the process was told to stop: what fails now, fails because of it. */
  static boolean isStopping() {
    return stopping;
  }

  private static void runAll() {
    stopping = true;
    Runnable next = last();
    while (next != null) {
      try {
        next.run();
      } catch (RuntimeException e) {
        new Terminal().say("stella: while stopping: " + e.getMessage());
      }
      next = last();
    }
  }

  private static @Nullable Runnable last() {
    synchronized (UNDO) {
      Map.Entry<Object, Runnable> entry = UNDO.pollLastEntry();
      return entry == null ? null : entry.getValue();
    }
  }
}
