package org.stellaops.signer.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is undone when the process is told to stop (Ctrl-C, SIGTERM): the last begun first, one
 * after the other, so that a service is stopped before the directory that it works in is removed.
 *
 * <p>Once the process is told to stop, the list belongs to the thread that stops it: what other
 * threads remove then is undone all the same, so every undo may run twice.
 */
public final class ShutdownHooks {

  private static final ShutdownHooks PROCESS = new ShutdownHooks();

  private final SequencedMap<Object, Runnable> undo = new LinkedHashMap<>();
  private boolean hooked;
  private volatile boolean stopping;

  ShutdownHooks() {}

  /** Those of this process. */
  public static ShutdownHooks process() {
    synchronized (PROCESS) {
      if (!PROCESS.hooked) {
        PROCESS.hooked = true;
        Runtime.getRuntime().addShutdownHook(new Thread(PROCESS::stop, "stop"));
      }
    }
    return PROCESS;
  }

  /** Whether the process was told to stop: what fails now, fails because of it. */
  public static boolean isStopping() {
    return PROCESS.stopping;
  }

  /** A piece of work that may fail. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run() throws X;
  }

  /** Does the whole of {@code work} before the process stops, or nothing of it. */
  public synchronized <T, X extends Exception> T whole(Work<T, X> work) throws X {
    if (stopping) {
      throw new CommandFailed(FailureCode.UNEXPECTED, "told to stop");
    }
    return work.run();
  }

  /**
   * Has {@code task} run at the end unless {@link #remove} is called before.
   *
   * @throws CommandFailed if the process is stopping already
   */
  public void add(Object key, Runnable task) {
    whole(() -> undo.put(key, task));
  }

  public synchronized void remove(Object key) {
    if (!stopping) {
      undo.remove(key);
    }
  }

  void stop() {
    synchronized (this) {
      stopping = true;
    }
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

  private synchronized @Nullable Runnable last() {
    Map.Entry<Object, Runnable> entry = undo.pollLastEntry();
    return entry == null ? null : entry.getValue();
  }
}
