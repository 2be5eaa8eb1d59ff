package org.stellaops.signer.kms.azure;

/**
 * One question to the vault, and whether a request that can sign is on its way: only then may the
 * vault have signed. Shared by the thread that sends and the one that may give up waiting.
 */
final class AzureAttempt {

  private final boolean signs;
  private final int most;
  private int sent;
  private boolean open;
  private boolean givenUp;
  private boolean unauthenticated;

  private AzureAttempt(boolean signs, int most) {
    this.signs = signs;
    this.most = most;
  }

  /**
   * @param most requests that may leave: the SDK sends a second one when its access token is not
   *     taken
   */
  static AzureAttempt toSign(int most) {
    return new AzureAttempt(true, most);
  }

  static AzureAttempt toRead() {
    return new AzureAttempt(false, Integer.MAX_VALUE);
  }

  /**
   * Called before the first byte of a request to sign.
   *
   * @return false where it must not be sent: nobody waits for it any more, an earlier one may have
   *     signed, or there were enough
   */
  synchronized boolean leave() {
    if (givenUp || open || sent == most) {
      return false;
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
    return signs && open;
  }
}
