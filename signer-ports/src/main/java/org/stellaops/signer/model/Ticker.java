package org.stellaops.signer.model;

/**
 * Monotonic time: never goes back, has no date. Ages and deadlines are judged by it, tokens never.
 */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since an arbitrary, fixed origin. */
  long nanos();

  static Ticker system() {
    return System::nanoTime;
  }
}
