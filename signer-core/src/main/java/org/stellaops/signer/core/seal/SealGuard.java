package org.stellaops.signer.core.seal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Event;
import org.stellaops.signer.ports.SealStore.SealState;

/**
 * What this node knows of the seal. It reads the store again and again ({@link #refresh}), and
 * signs nothing once what it knows is older than {@link #KNOWN_FOR}: a node that is cut off stops
 * as soon as one that hears of the seal. Safe for concurrent use.
 */
public final class SealGuard {

  /** How often {@link #refresh} is to be called. */
  public static final Duration REFRESHED_EVERY = Duration.ofSeconds(1);

  /** A signature is released at once after it was asked, and so on no node after five seconds. */
  static final Duration KNOWN_FOR = Duration.ofSeconds(4);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
  private static final Duration RETRY_SOON = Duration.ofSeconds(2);

  private final @Nullable SealStore store;
  private final Ticker ticker;
  private volatile @Nullable Known known;
  private volatile @Nullable Stop stop;
  private final AtomicLong questions = new AtomicLong();

  private SealGuard(@Nullable SealStore store, Ticker ticker) {
    this.store = store;
    this.ticker = ticker;
  }

  /** Knows nothing, and so lets nothing be signed, until the first refresh. */
  public static SealGuard of(SealStore store, Ticker ticker) {
    return new SealGuard(store, ticker);
  }

  private record Known(SealState state, long asked) {}

  /**
   * Signing is stopped here whatever the store says, until it has answered a question that was
   * asked after the seal was written.
   */
  private record Stop(boolean written, long lastQuestion) {}

  private record Question(long at, long number) {}

  private Question ask() {
    return new Question(ticker.nanos(), questions.incrementAndGet());
  }

  /** One that is never sealed, for a service without a store that could say so. */
  public static SealGuard none(Ticker ticker) {
    return new SealGuard(null, ticker);
  }

  /**
   * Lets a request go on that is going to sign, or an answer leave.
   *
   * @throws ServiceFailure {@link ErrorCode#SIGNING_UNAVAILABLE}: {@code sealed}, or {@code
   *     seal-unknown} where the store has not said for too long
   */
  public void requireUnsealed() {
    if (store == null) {
      return;
    }
    if (stop != null) {
      throw new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.SEALED, RETRY_AFTER);
    }
    Known now = known;
    if (now == null || isOld(now)) {
      throw new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.SEAL_UNKNOWN, RETRY_SOON);
    }
    if (now.state().sealed()) {
      throw new ServiceFailure(ErrorCode.SIGNING_UNAVAILABLE, Reason.SEALED, RETRY_AFTER);
    }
  }

  private boolean isOld(Known heard) {
    return ticker.nanos() - heard.asked() > KNOWN_FOR.toNanos();
  }

  /** Whether the store was heard of lately enough to go by it. */
  public boolean isFresh() {
    Known now = known;
    return store == null || (now != null && !isOld(now));
  }

  /** How long ago the store was asked for what is known; zero where it never answered. */
  public Duration sinceHeard() {
    Known now = known;
    return now == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos() - now.asked());
  }

  /**
   * Asks the store.
   *
   * @throws DependencyUnavailable it does not say
   */
  public SealState refresh(Deadline deadline) {
    Question asked = ask();
    return learn(store().state(deadline), asked);
  }

  /** What was last heard; empty before the first refresh. */
  public Optional<SealState> lastKnown() {
    return Optional.ofNullable(known).map(Known::state);
  }

  /**
   * Seals; from the return on this node signs nothing.
   *
   * @throws DependencyUnavailable it may not be sealed
   */
  public SealState seal(Act act, Deadline deadline) {
    Question asked = ask();
    SealState sealed = store().seal(act, deadline);
    // An answer that was on its way meanwhile must not let signing go on.
    stop = new Stop(true, questions.get());
    return learn(sealed, asked);
  }

  /**
   * This node signs nothing from now on, whether or not the store can be written. {@link #seal} is
   * to follow, as often as it takes.
   */
  public void stopHere() {
    stop = new Stop(false, 0);
  }

  /** Whether this node was stopped and the store does not know it yet. */
  public boolean isStoppedHereAlone() {
    Stop now = stop;
    return now != null && !now.written();
  }

  SealState unseal(Act act, Duration within, Deadline deadline) {
    Question asked = ask();
    return learn(store().unseal(act, within, deadline), asked);
  }

  List<Event> history(int most, Deadline deadline) {
    return store().history(most, deadline);
  }

  /** Of two answers the later question's counts, whichever arrives last. */
  private synchronized SealState learn(SealState state, Question question) {
    long asked = question.at();
    Known before = known;
    if (before == null || asked - before.asked() >= 0) {
      known = new Known(state, asked);
    }
    Stop stopped = stop;
    if (stopped != null && stopped.written() && question.number() > stopped.lastQuestion()) {
      stop = null;
    }
    return state;
  }

  private SealStore store() {
    if (store == null) {
      throw new IllegalStateException("this service has no seal");
    }
    return store;
  }
}
