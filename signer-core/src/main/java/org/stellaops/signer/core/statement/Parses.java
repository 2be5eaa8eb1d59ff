package org.stellaops.signer.core.statement;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.fairness.Turns;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;

/**
 * Keeps a processor free of large bodies. Parsing never waits, so a virtual thread that parses for
 * seconds holds its carrier for as long, and as many as there are carriers would stop everybody.
 */
public final class Parses {

  /** Some milliseconds of parsing at the very most. */
  private static final int SMALL = 256 << 10;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Turns large;

  /**
   * @param large how many large bodies are parsed at one time; others wait their turn, which no
   *     other tenant's bodies can keep from coming
   */
  Parses(int large) {
    this.large = new Turns(large);
  }

  public static Parses leavingOneProcessor() {
    return new Parses(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  /** The size of a body that has to wait for its turn however small it is. */
  public static long large(long size) {
    return Math.max(size, SMALL + 1L);
  }

  /**
   * Runs {@code parse}, at once or when it is its turn.
   *
   * @param shared whether several tenants are served
   * @throws ServiceFailure its turn did not come in time; nothing was parsed
   */
  public <T> T run(Tenant tenant, boolean shared, long size, Deadline deadline, Supplier<T> parse) {
    if (size <= SMALL) {
      return parse.get();
    }
    Optional<Turns.Turn> turn = large.await(tenant, shared, deadline);
    if (turn.isEmpty()) {
      throw new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.PARSING_BUSY, RETRY_AFTER);
    }
    try {
      return parse.get();
    } finally {
      turn.get().close();
    }
  }
}
