package org.stellaops.signer.kms.azure;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.SendGate;

/**
 * One question to the vault, and whether a request that can sign is on its way: only then may the
 * vault have signed. Shared by the thread that sends and the one that may give up waiting.
 */
final class AzureAttempt {

  private final @Nullable SendGate gate;
  private final int most;
  private int sent;
  private boolean open;
  private boolean givenUp;
  private boolean unauthenticated;
  private @Nullable RuntimeException refusal;

  private AzureAttempt(@Nullable SendGate gate, int most) {
    this.gate = gate;
    this.most = most;
  }

  /**
   * @param most requests that may leave: the SDK sends a second one when its access token is not
   *     taken
   * @param gate asked before each of them
   */
  static AzureAttempt toSign(int most, SendGate gate) {
    return new AzureAttempt(gate, most);
  }

  static AzureAttempt toRead() {
    return new AzureAttempt(null, Integer.MAX_VALUE);
  }

  /**
   * Called before the first byte of a request to sign.
   *
   * @return false where it must not be sent: nobody waits for it any more, an earlier one may have
   *     signed, there were enough, or the gate is closed
   */
  synchronized boolean leave() {
    if (givenUp || open || sent == most) {
      return false;
    }
    if (gate != null) {
      try {
        gate.requireOpen();
      } catch (RuntimeException closed) {
        refusal = closed;
        givenUp = true;
        return false;
      }
    }
    open = true;
    unauthenticated = false;
    sent++;
    return true;
  }

  /**
   * The vault said that it has not done what it was asked for.
   *
   * @param forItsToken whether because it does not take our access token
   */
  synchronized void turnedAway(boolean forItsToken) {
    open = false;
    unauthenticated = forItsToken;
  }

  /** The vault answered something else than that it wants a token, or another one. */
  synchronized void tokenTaken() {
    unauthenticated = false;
  }

  /** Whether the vault's last word was that it does not take our access token. */
  synchronized boolean isUnauthenticated() {
    return unauthenticated && !open;
  }

  /** Called by who no longer waits: from now on nothing leaves. */
  synchronized void giveUp() {
    givenUp = true;
  }

  synchronized boolean isGivenUp() {
    return givenUp;
  }

  /** Whether nothing more may leave, since enough has. */
  synchronized boolean isSpent() {
    return sent == most;
  }

  synchronized int sent() {
    return sent;
  }

  synchronized boolean mayHaveSigned() {
    return gate != null && open;
  }

  /**
   * To be asked by its caller when there was no answer.
   *
   * @throws RuntimeException what the gate threw, for which nothing left
   */
  synchronized void requireNotRefused() {
    if (refusal != null) {
      throw refusal;
    }
  }
}
