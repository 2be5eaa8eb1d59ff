package org.stellaops.signer.core.statement;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;

/**
 * Keeps a processor free of large bodies. Parsing never waits, so a virtual thread that parses for
 * seconds holds its carrier for as long, and as many as there are carriers would stop everybody.
 */
final class Parses {

  /** Some milliseconds of parsing at the very most. */
  private static final int SMALL = 256 << 10;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Semaphore large;

  /**
   * @param large how many large bodies are parsed at one time; others wait their turn
   */
  Parses(int large) {
    this.large = new Semaphore(large, true);
  }

  static Parses leavingOneProcessor() {
    return new Parses(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  /**
   * Runs {@code parse}, at once or when it is its turn.
   *
   * @throws ServiceFailure its turn did not come in time; nothing was parsed
   */
  <T> T run(long size, Deadline deadline, Supplier<T> parse) {
    if (size <= SMALL) {
      return parse.get();
    }
    begin(deadline);
    try {
      return parse.get();
    } finally {
      large.release();
    }
  }

  private void begin(Deadline deadline) {
    try {
      if (large.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.PARSING_BUSY, RETRY_AFTER);
  }
}
