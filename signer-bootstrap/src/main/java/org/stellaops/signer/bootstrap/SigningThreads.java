package org.stellaops.signer.bootstrap;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A virtual thread for each key that signs; backends mostly wait for the network. */
final class SigningThreads implements Executor, AutoCloseable {

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("signing-", 0).factory());

  @Override
  public void execute(Runnable attempt) {
    threads.execute(attempt);
  }

  /** Requests have drained: what still runs is a backend that missed its deadline. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
