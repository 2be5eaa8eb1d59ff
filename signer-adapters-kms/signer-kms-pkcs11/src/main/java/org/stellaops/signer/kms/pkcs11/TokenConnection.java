package org.stellaops.signer.kms.pkcs11;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.TokenStart.NotStarted;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.PortException;

/**
 * The process that is logged in to the token now. One that ended is replaced when it is next
 * needed: at once if it had signed, else after a pause that doubles up to ten seconds. A PIN that
 * the token refuses is not tried a second time before a reload, for a token locks itself after a
 * few; one that was never accepted and has no answer is tried twice, and so is one whose login for
 * a signature fails in another way.
 */
final class TokenConnection implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int TRIES_WITHOUT_ANSWER = 2;
  private static final int FAILED_LOGINS_TO_SIGN = 2;

  private final TokenLogin login;
  private final Ticker ticker;
  private @Nullable TokenProcess current;
  private @Nullable CompletableFuture<TokenProcess> starting;
  private @Nullable TokenProcess started;
  private @Nullable String refused;
  private boolean closed;
  private boolean pinWasAccepted;
  private int unanswered;
  private int failedLoginsToSign;
  private int failures;
  private long lastStart;
  private String lastFailure = "";

  TokenConnection(TokenLogin login, Ticker ticker) {
    this.login = login;
    this.ticker = ticker;
  }

  Duration callTime() {
    return login.callTime();
  }

  private static DependencyUnavailable late(@Nullable Exception waited, String why) {
    return waited == null
        ? unavailable(false, why)
        : DependencyUnavailable.busy(Dependency.SIGNING_KEYS, why, waited);
  }

  static DependencyUnavailable unavailable(boolean may, String why) {
    return new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why);
  }

  /**
   * A process that is logged in. Callers wait for a start by their own deadlines; the start goes on
   * without them.
   *
   * @throws BackendRefused the token refuses the PIN, or the module is not one
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}: it cannot be now
   */
  TokenProcess process(Deadline deadline) {
    return process(null, deadline);
  }

  /**
   * As {@link #process(Deadline)}.
   *
   * @param waited the failure of the same request's wait before, null at first: where no time is
   *     left after one, the token was busy with others
   */
  TokenProcess process(@Nullable Exception waited, Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw late(waited, "no time was left to ask the token");
    }
    try {
      return running().get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(waited, "the token is still being opened");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(false, "interrupted while the token was being opened");
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      String why = String.valueOf(cause.getMessage());
      throw cause instanceof BackendRefused
          ? new BackendRefused(why, cause)
          : new DependencyUnavailable(Dependency.SIGNING_KEYS, false, why, cause);
    }
  }

  private synchronized CompletableFuture<TokenProcess> running() {
    if (closed) {
      throw unavailable(false, "the backend is closed");
    }
    if (refused != null) {
      throw new BackendRefused(refused);
    }
    TokenProcess running = current;
    if (running != null && running.isAlive()) {
      return CompletableFuture.completedFuture(running);
    }
    if (starting != null) {
      return starting;
    }
    if (running != null) {
      ended(running);
    }
    Duration since = Duration.ofNanos(ticker.nanos() - lastStart);
    if (failures > 0 && since.compareTo(pause()) < 0) {
      throw unavailable(false, "the token is out: " + lastFailure + "; tried again soon");
    }
    lastStart = ticker.nanos();
    CompletableFuture<TokenProcess> start = new CompletableFuture<>();
    starting = start;
    Thread.ofPlatform().daemon().name("pkcs11-login").start(() -> run(start));
    return start;
  }

  /** One that ended before it signed once might do so again: it counts as a failure. */
  private void ended(TokenProcess process) {
    current = null;
    failures = process.hasSigned() ? 0 : failures + 1;
    lastFailure = "the process of the PKCS#11 module ended before it signed";
  }

  private Duration pause() {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private void run(CompletableFuture<TokenProcess> start) {
    try {
      TokenStart begun = TokenStart.of(login);
      begun(begun.process());
      begun.logIn();
      TokenProcess running = succeeded(begun.process());
      start.complete(running);
    } catch (NotStarted e) {
      start.completeExceptionally(failed(e));
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        starting = null;
        failures++;
        lastFailure = e.getClass().getName();
      }
      start.completeExceptionally(e);
    }
  }

  private synchronized void begun(TokenProcess process) {
    started = process;
    if (closed || refused != null) {
      process.close();
    }
  }

  private synchronized TokenProcess succeeded(TokenProcess process) {
    starting = null;
    started = null;
    pinWasAccepted = true;
    unanswered = 0;
    if (closed || refused != null) {
      process.close();
    } else {
      current = process;
    }
    return process;
  }

  private synchronized PortException failed(NotStarted e) {
    starting = null;
    started = null;
    failures++;
    lastFailure = String.valueOf(e.getMessage());
    switch (e.end()) {
      case FAILED -> {}
      case REFUSED -> {
        return new BackendRefused(lastFailure, e);
      }
      case PIN_REFUSED -> refusePin(lastFailure);
      case PIN_UNANSWERED -> {
        unanswered++;
        if (!pinWasAccepted && unanswered >= TRIES_WITHOUT_ANSWER) {
          refused =
              "the token gave no answer to the PIN ("
                  + lastFailure
                  + "); it is not tried again before a reload";
        }
      }
    }
    return refused == null
        ? new DependencyUnavailable(Dependency.SIGNING_KEYS, false, lastFailure, e)
        : new BackendRefused(refused, e);
  }

  private void refusePin(String why) {
    refused =
        "the token refuses the PIN ("
            + why
            + "); mend what the setting pin names: it is not tried again before a reload";
  }

  /**
   * The token refuses the PIN that it took at the login, for a signature: nobody tries it again, a
   * start that is under way neither.
   */
  synchronized BackendRefused pinRefused(TokenProcess process, String why) {
    refusePin(why);
    process.close();
    if (started != null) {
      started.close();
    }
    return new BackendRefused(String.valueOf(refused));
  }

  /**
   * A login for a signature failed and the token does not say that it is for the PIN, which some
   * say in words of their own. A new process would be two more tries: there is none.
   */
  synchronized PortException loginToSignFailed(TokenProcess process, String why) {
    failedLoginsToSign++;
    return failedLoginsToSign >= FAILED_LOGINS_TO_SIGN
        ? pinRefused(process, why)
        : unavailable(false, "the token takes no login for the signature (" + why + ")");
  }

  /** A login for a signature was good. */
  synchronized void loggedInToSign() {
    failedLoginsToSign = 0;
  }

  /** A reload: a PIN that was given up, which may have been mended on the token, has one try. */
  synchronized void allowOneMoreTry() {
    if (refused != null) {
      refused = null;
      current = null;
      pinWasAccepted = false;
      unanswered = 0;
      failedLoginsToSign = 0;
      failures = 0;
    }
  }

  /** The token was lost under this process: the next request gets another one. */
  void replace(TokenProcess lost) {
    lost.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (started != null) {
      started.close();
    }
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
