package org.stellaops.signer.outbound;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.SendGate;

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

  private final @Nullable SendGate gate;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private volatile @Nullable RuntimeException refusal;

  private OutboundAttempt(@Nullable SendGate gate) {
    this.gate = gate;
  }

  /**
   * @param gate asked before the request leaves
   */
  public static OutboundAttempt toSign(SendGate gate) {
    return new OutboundAttempt(gate);
  }

  public static OutboundAttempt toRead() {
    return new OutboundAttempt(null);
  }

  /**
   * Called before the first byte of the request's body.
   *
   * @return false where it must not be sent: nobody waits for it any more, or its gate is closed
   */
  public boolean leave() {
    if (gate != null && state.get() == State.WAITING) {
      try {
        gate.requireOpen();
      } catch (RuntimeException closed) {
        refusal = closed;
        giveUp();
        return false;
      }
    }
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
    return gate != null && hasLeft();
  }

  /**
   * To be asked by its caller when there was no answer.
   *
   * @throws RuntimeException what the gate threw, for which nothing left
   */
  public void requireNotRefused() {
    RuntimeException closed = refusal;
    if (closed != null) {
      throw closed;
    }
  }
}
