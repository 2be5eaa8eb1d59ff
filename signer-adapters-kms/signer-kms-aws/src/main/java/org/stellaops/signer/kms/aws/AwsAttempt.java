package org.stellaops.signer.kms.aws;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One request to the service, and whether it has begun to leave: only then may the service have
 * acted on it. Shared by the thread that sends and the one that may give up waiting.
 */
final class AwsAttempt {

  private enum State {
    WAITING,
    LEAVING,
    GIVEN_UP
  }

  private final boolean signs;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  private AwsAttempt(boolean signs) {
    this.signs = signs;
  }

  static AwsAttempt toSign() {
    return new AwsAttempt(true);
  }

  static AwsAttempt toRead() {
    return new AwsAttempt(false);
  }

  /**
   * Called before the first byte of the request's body.
   *
   * @return false where nobody waits for it any more: it must not be sent
   */
  boolean leave() {
    return state.compareAndSet(State.WAITING, State.LEAVING) || hasLeft();
  }

  /** Called by who no longer waits: from now on the request does not leave, or it already has. */
  void giveUp() {
    boolean unused = state.compareAndSet(State.WAITING, State.GIVEN_UP);
  }

  boolean hasLeft() {
    return state.get() == State.LEAVING;
  }

  boolean mayHaveSigned() {
    return signs && hasLeft();
  }
}
