package org.stellaops.signer.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A bench of a store in memory. Each node has an adapter of its own in front of what is common.
 *
 * @param <S> the port that it serves
 */
public final class InMemoryBench<S> implements StoreBench<S> {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final S common;
  private final UnaryOperator<S> adapter;
  private final S store;

  /**
   * @param making makes the store, by a clock that {@link #pass} moves
   * @param adapter stands in front of it on each node; it may break something
   */
  public InMemoryBench(Function<InstantSource, S> making, UnaryOperator<S> adapter) {
    this.common = making.apply(now::get);
    this.adapter = adapter;
    this.store = adapter.apply(common);
  }

  @Override
  public S store() {
    return store;
  }

  @Override
  public S another() {
    return adapter.apply(common);
  }

  @Override
  public void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  @Override
  public void close() {}
}
