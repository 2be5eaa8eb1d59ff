package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.TokenProcess.Failed;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * The process that is logged in to the token now. One that ended is replaced when it is next
 * needed: at once the first time, later after a pause that doubles up to ten seconds while it
 * fails. A PIN that the token refuses is never tried a second time, for a token locks itself after
 * a few.
 */
final class TokenConnection implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration STARTING = Duration.ofSeconds(10);

  private final List<String> command;
  private final TokenLogin login;
  private final Ticker ticker;
  private @Nullable TokenProcess current;
  private @Nullable String refused;
  private boolean closed;
  private int failures;
  private long lastStart;
  private String lastFailure = "";

  TokenConnection(List<String> command, TokenLogin login, Ticker ticker) {
    this.command = command;
    this.login = login;
    this.ticker = ticker;
  }

  Duration callTime() {
    return login.callTime();
  }

  /** Nothing of the token has been asked yet, or what was asked is known to be undone. */
  static DependencyUnavailable unavailable(boolean may, String why) {
    return new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why);
  }

  /**
   * A process that is logged in.
   *
   * @throws BackendRefused the token refuses the PIN, or the module is not one
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}: it cannot be now
   */
  synchronized TokenProcess process(Deadline deadline) {
    requireUsable(deadline);
    TokenProcess running = current;
    if (running != null && running.isAlive()) {
      return running;
    }
    Duration pause = pause();
    Duration since = Duration.ofNanos(ticker.nanos() - lastStart);
    if (failures > 0 && since.compareTo(pause) < 0) {
      throw unavailable(false, "the token is out: " + lastFailure + "; tried again soon");
    }
    lastStart = ticker.nanos();
    try {
      running = TokenProcess.start(command, login.environment());
      current = running;
      logIn(running, deadline);
      failures = 0;
      return running;
    } catch (IOException e) {
      throw failed("the process of the PKCS#11 module does not start", e);
    } catch (Failed e) {
      running.close();
      if (e.trouble() == Trouble.PIN) {
        refused = "the token refuses the PIN (" + e.getMessage() + "); it is not tried again";
        throw new BackendRefused(refused);
      }
      if (e.trouble() == Trouble.REFUSED) {
        throw new BackendRefused(String.valueOf(e.getMessage()));
      }
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  private DependencyUnavailable failed(String why, Exception cause) {
    failures++;
    lastFailure = why;
    return new DependencyUnavailable(Dependency.SIGNING_KEYS, false, why, cause);
  }

  private Duration pause() {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private void requireUsable(Deadline deadline) {
    if (closed) {
      throw unavailable(false, "the backend is closed");
    }
    if (refused != null) {
      throw new BackendRefused(refused);
    }
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw unavailable(false, "no time was left to ask the token");
    }
  }

  private void logIn(TokenProcess running, Deadline deadline) throws Failed {
    char[] pin = login.pin().get();
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    Arrays.fill(pin, '\0');
    encoded.clear();
    encoded.put(new byte[encoded.capacity()]);
    try {
      running.ask(
          Wire.LOG_IN,
          STARTING.plus(login.callTime()),
          deadline,
          Wire.text(login.module()),
          Wire.text(login.token()),
          bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The token was lost under this process: the next request gets another one. */
  synchronized void replace(TokenProcess lost) {
    lost.close();
    if (current == lost) {
      current = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
