package org.stellaops.signer.http.connection;

import java.io.IOException;
import java.time.Duration;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.model.Ticker;

/**
 * Compares the time spent waiting for the other side with what came of it. Our own work between two
 * reads does not count against the caller.
 */
public final class Pace {

  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  /** However large a message is: until it is over, it holds memory that others need. */
  private static final long LONGEST = Duration.ofMinutes(5).toNanos();

  private final Ticker ticker;
  private final long bytesPerSecond;
  private final long graceNanos;
  private final Runnable onTooSlow;
  private long waited;
  private long moved;

  public Pace(Ticker ticker, Connections limits, Runnable onTooSlow) {
    this.ticker = ticker;
    this.bytesPerSecond = limits.bytesPerSecond();
    this.graceNanos = limits.pace().toNanos();
    this.onTooSlow = onTooSlow;
  }

  public long begin() {
    return ticker.nanos();
  }

  public void moved(long began, int bytes) throws IOException {
    waited += ticker.nanos() - began;
    moved += bytes;
    boolean slow = waited > graceNanos && moved * NANOS < waited * bytesPerSecond;
    if (slow || waited > LONGEST) {
      onTooSlow.run();
      throw new IOException("the other side is too slow");
    }
  }
}
