package org.stellaops.signer.cli.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.model.Ticker;

/**
 * Asks again what may go well later, within bounds: after a quota that is spent as long as the
 * signer says, after an outage or a broken connection three times, each time later. While one waits
 * nobody asks. Safe for concurrent use.
 */
final class Patience {

  /** A quota of the day is not waited for. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration FOR_ONE_FILE = Duration.ofMinutes(5);
  private static final int REPEATS = 3;

  private final Ticker ticker;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long until;

  Patience(Ticker ticker) {
    this.ticker = ticker;
    this.until = ticker.nanos();
  }

  /** From now on nothing is asked, and who waits stops waiting. */
  void stop() {
    stopped.countDown();
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** How long everybody waits from now on; zero if nobody does. */
  synchronized Duration left() {
    return Duration.ofNanos(Math.max(0, until - ticker.nanos()));
  }

  private synchronized void hold(Duration wait) {
    long end = ticker.nanos() + wait.toNanos();
    until = Math.max(until, end);
  }

  /**
   * The answer to {@code request}.
   *
   * @throws CommandFailed the last failure, when it is of no use to ask again, or too long until
   *     then
   * @throws CancellationException nothing is asked any more
   */
  <T> T ask(Supplier<T> request) throws InterruptedException {
    Duration waited = Duration.ZERO;
    int outages = 0;
    while (true) {
      for (Duration wait = left(); wait.isPositive(); wait = left()) {
        boolean _ = stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        requireGoingOn();
      }
      requireGoingOn();
      try {
        return request.get();
      } catch (CommandFailed e) {
        outages += isQuota(e.facts()) ? 0 : 1;
        Duration wait = wait(e, outages).orElseThrow(() -> e);
        waited = waited.plus(wait);
        if (outages > REPEATS || waited.compareTo(FOR_ONE_FILE) > 0) {
          throw e;
        }
        hold(wait);
      }
    }
  }

  private void requireGoingOn() {
    if (isStopped()) {
      throw new CancellationException("stopped");
    }
  }

  /** How long to wait before the same is asked again; empty if that is of no use. */
  private static Optional<Duration> wait(CommandFailed failed, int outages) {
    FailureFacts facts = failed.facts();
    Duration said = facts.retryAfter() == null ? null : Duration.ofSeconds(facts.retryAfter());
    if (isQuota(facts)) {
      return Optional.of(said == null ? Duration.ofSeconds(1) : atLeast(said, 100))
          .filter(wait -> wait.compareTo(LONGEST) <= 0);
    }
    boolean mayPass =
        failed.exitCode() == ExitCode.LATER
            || facts.code().equals("request_in_progress")
            || isConnection(facts);
    Duration own = Duration.ofMillis(500L << outages);
    return Optional.of(said == null ? own : atLeast(said, own.toMillis()))
        .filter(wait -> mayPass && wait.compareTo(LONGEST) <= 0);
  }

  private static Duration atLeast(Duration said, long millis) {
    return said.compareTo(Duration.ofMillis(millis)) < 0 ? Duration.ofMillis(millis) : said;
  }

  private static boolean isConnection(FailureFacts facts) {
    boolean fromProxy = facts.status() != null && (facts.status() == 502 || facts.status() == 504);
    return fromProxy || facts.code().equals(FailureCode.SERVER_UNREACHABLE.word());
  }

  static boolean isQuota(FailureFacts facts) {
    return facts.code().equals("quota_exceeded")
        || (facts.status() != null && facts.status() == 429);
  }
}
