package org.stellaops.signer.outbound;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One request to a service that signs, and whether it has begun to leave: only then may the service
 * have acted on it. Shared by the thread that sends and the one that may give up waiting.
 */
public final class OutboundAttempt {

  private enum State {
    WAITING,
    LEAVING,
    GIVEN_UP
  }

  private final boolean signs;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  private OutboundAttempt(boolean signs) {
    this.signs = signs;
  }

  public static OutboundAttempt toSign() {
    return new OutboundAttempt(true);
  }

  public static OutboundAttempt toRead() {
    return new OutboundAttempt(false);
  }

  /**
   * Called before the first byte of the request's body.
   *
   * @return false where nobody waits for it any more: it must not be sent
   */
  public boolean leave() {
    return state.compareAndSet(State.WAITING, State.LEAVING) || hasLeft();
  }

  /** Called by who no longer waits: from now on the request does not leave, or it already has. */
  public void giveUp() {
    boolean unused = state.compareAndSet(State.WAITING, State.GIVEN_UP);
  }

  public boolean hasLeft() {
    return state.get() == State.LEAVING;
  }

  public boolean mayHaveSigned() {
    return signs && hasLeft();
  }
}
