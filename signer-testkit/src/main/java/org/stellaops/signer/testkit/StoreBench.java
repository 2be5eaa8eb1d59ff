package org.stellaops.signer.testkit;

import java.time.Duration;

/**
 * One store, and its time.
 *
 * @param <S> the port that it serves
 */
public interface StoreBench<S> extends AutoCloseable {

  S store();

  /** Another node's view of the same, or the same again after a restart. */
  S another();

  /** Moves the store's time on. */
  void pass(Duration time);

  @Override
  void close();
}
