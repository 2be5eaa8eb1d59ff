package org.stellaops.signer.kms.pkcs11.worker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/**
 * The PIN that was accepted, kept where the token has keys that want it for each signature
 * (CKA_ALWAYS_AUTHENTICATE, PKCS#11 v3.0 §4.9). A token drops such a login at whatever it does
 * next, so nothing else is asked of it between login and signature. Once a PIN is refused nothing
 * is asked any more: requests that wait would try it again, and those that fail for the lost login
 * would have it tried by the next process.
 */
final class PinEachTime {

  private static final int MOST_FAILED_LOGINS = 2;

  private final Set<Long> keys = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock calls = new ReentrantReadWriteLock(true);
  private byte @Nullable [] pin;
  private @Nullable String refused;
  private int failedLogins;

  /** Remembers of a key that was found whether it wants its PIN each time. */
  void found(long key, boolean wanted) {
    if (wanted) {
      keys.add(key);
    } else {
      keys.remove(key);
    }
  }

  boolean isWantedBy(long key) {
    return keys.contains(key);
  }

  /**
   * What a call holds for as long as it takes: calls wait for each other where one of them uses the
   * PIN.
   */
  Lock turn(boolean usesPin) {
    return usesPin ? calls.writeLock() : calls.readLock();
  }

  /** Under the turn of the login. */
  void accepted(byte[] accepted) {
    pin = accepted.clone();
  }

  /** Under a turn that uses the PIN. */
  byte[] get() throws CryptokiException {
    byte[] known = pin;
    if (known == null) {
      throw new CryptokiException(
          Trouble.LOST, "the PIN was not kept: at the login no key wanted it for each signature");
    }
    return known;
  }

  /** Under a turn that uses the PIN. */
  void refused(String why) {
    refused = why;
  }

  /**
   * A login for a signature failed, and not for the PIN as far as the token says; the second in a
   * row counts as a refusal, for there may be a third request before anybody hears of it. Under a
   * turn that uses the PIN.
   */
  void loginFailed(String why) {
    failedLogins++;
    if (failedLogins >= MOST_FAILED_LOGINS) {
      refused = why;
    }
  }

  /** Under a turn that uses the PIN. */
  void signed() {
    failedLogins = 0;
  }

  /** Under any turn. */
  void requireNotRefused() throws CryptokiException {
    if (refused != null) {
      throw new CryptokiException(Trouble.PIN, refused);
    }
  }
}
