package org.stellaops.signer.kms.pkcs11.worker;

import java.util.Locale;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/** A function of the module failed, or the token does not hold what was asked for. */
final class CryptokiException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What a function says that found its session busy with another operation. */
  static final long OPERATION_ACTIVE = 0x90;

  /** What C_Login says where the process is logged in. */
  static final long ALREADY_LOGGED_IN = 0x100;

  private final Trouble trouble;
  private final long code;

  CryptokiException(Trouble trouble, String message) {
    this(trouble, 0, message);
  }

  private CryptokiException(Trouble trouble, long code, String message) {
    super(message);
    this.trouble = trouble;
    this.code = code;
  }

  /**
   * @param code a return value of PKCS#11 (v3.0 §5.1)
   */
  static CryptokiException of(String function, long code) {
    return new CryptokiException(
        meaning(code),
        code,
        function + " says 0x" + Long.toHexString(code).toUpperCase(Locale.ROOT));
  }

  /** What comes from a vendor or is not known counts as a loss, as a vendor's network ends so. */
  private static Trouble meaning(long code) {
    return switch ((int) code) {
      case 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0x102 -> Trouble.PIN;
      case 0x60, 0x82 -> Trouble.NOT_FOUND;
      case 0x12, 0x13, 0x1B, 0x20, 0x21, 0x54, 0x62, 0x63, 0x68, 0x70, 0x71, 0xB5, 0xD0, 0xD1 ->
          Trouble.REFUSED;
      case 0xE2, 0x130, 0x140, 0x200, 0x203 -> Trouble.REFUSED;
      case 0x02, 0x31, 0x50, 0x90, 0xB1, 0x201 -> Trouble.BUSY;
      default -> Trouble.LOST;
    };
  }

  /** The same of a call that makes a signature or a key: one that was lost may have made it. */
  CryptokiException whileSigning() {
    boolean sessionWasGone = code == 0xB0 || code == 0xB3 || code == 0x101;
    return trouble == Trouble.LOST && !sessionWasGone
        ? new CryptokiException(Trouble.DOUBT, code, String.valueOf(getMessage()))
        : this;
  }

  /**
   * The same of a login for a signature. What says neither that the PIN is wrong nor that token or
   * session is gone may be a vendor's word for a wrong PIN.
   */
  CryptokiException atTheLoginToSign() {
    return switch ((int) code) {
      case 0x32, 0xB0, 0xB3, 0xE0, 0x101 -> this;
      default ->
          trouble == Trouble.PIN
              ? this
              : new CryptokiException(Trouble.LOGIN_FAILED, code, String.valueOf(getMessage()));
    };
  }

  /** Whether it tells of the token or session, and not of an attribute that is absent. */
  boolean isLoss() {
    return switch ((int) code) {
      case 0x05, 0x30, 0x32, 0xB0, 0xB3, 0xE0, 0x101, 0x190 -> true;
      default -> false;
    };
  }

  boolean says(long expected) {
    return code == expected;
  }

  Trouble trouble() {
    return trouble;
  }
}
