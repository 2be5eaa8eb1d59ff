package org.stellaops.signer.cli.batch;

import java.time.Duration;
import org.stellaops.signer.model.Ticker;

/** How far a batch is, in one line that is shorter than a terminal is wide. */
final class ProgressBar {

  private static final int WIDTH = 20;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final int total;
  private final Ticker ticker;
  private final long start;

  ProgressBar(int total, Ticker ticker) {
    this.total = total;
    this.ticker = ticker;
    this.start = ticker.nanos();
  }

  /**
   * @param done how many files are through
   * @param refused how many of them are not signed
   * @param waiting how long nothing is asked, as the signer wants it
   */
  String line(int done, int refused, Duration waiting) {
    int filled = (int) ((long) WIDTH * done / total);
    StringBuilder line =
        new StringBuilder("[")
            .append("#".repeat(filled))
            .append(".".repeat(WIDTH - filled))
            .append("] ")
            .append(done)
            .append(" of ")
            .append(total);
    if (refused > 0) {
      line.append(", ").append(refused).append(" refused");
    }
    if (waiting.isPositive()) {
      return line.append("; the signer says wait ")
          .append(waiting.plusMillis(999).toSeconds())
          .append(" s")
          .toString();
    }
    Duration passed = Duration.ofNanos(ticker.nanos() - start);
    if (done > 0 && done < total && passed.compareTo(SOON) > 0) {
      Duration left = passed.multipliedBy(total - done).dividedBy(done);
      line.append(", ").append(words(left)).append(" left");
    }
    return line.toString();
  }

  private static String words(Duration left) {
    return left.toMinutes() > 1 ? left.toMinutes() + " min" : left.toSeconds() + 1 + " s";
  }
}
