package org.stellaops.signer.outbound;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An exchange whose caller may be interrupted: a platform thread that reads from a socket does not
 * notice it, a virtual one does.
 */
public final class InterruptibleExchange {

  private InterruptibleExchange() {}

  /**
   * Runs {@code exchange} on a virtual thread and waits for it.
   *
   * @param name of that thread
   * @throws IOException as the exchange does; also when the caller is interrupted, which it stays
   */
  public static HttpAnswer run(String name, Callable<HttpAnswer> exchange) throws IOException {
    FutureTask<HttpAnswer> task = new FutureTask<>(exchange);
    Thread thread = Thread.ofVirtual().name(name).start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }
}
