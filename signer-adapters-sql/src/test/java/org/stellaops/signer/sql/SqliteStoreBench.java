package org.stellaops.signer.sql;

import java.time.Duration;
import java.util.function.Function;
import org.stellaops.signer.testkit.StoreBench;

/** A part of a real store, whose other node is the same after a restart. */
final class SqliteStoreBench<S> implements StoreBench<S> {

  private final SqliteBench bench = new SqliteBench();
  private final Function<SqliteStore, S> part;

  SqliteStoreBench(Function<SqliteStore, S> part) {
    this.part = part;
  }

  @Override
  public S store() {
    return part.apply(bench.store());
  }

  @Override
  public S another() {
    bench.restart();
    return store();
  }

  @Override
  public void pass(Duration time) {
    bench.advance(time);
  }

  @Override
  public void close() {
    bench.close();
  }
}
