package org.stellaops.signer.kms.pkcs11.worker;

import java.util.Locale;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/** A function of the module failed, or the token does not hold what was asked for. */
final class CryptokiException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  CryptokiException(Trouble trouble, String message) {
    super(message);
    this.trouble = trouble;
  }

  /**
   * @param code a return value of PKCS#11 (v3.0 §5.1)
   */
  static CryptokiException of(String function, long code) {
    return new CryptokiException(
        meaning(code), function + " says 0x" + Long.toHexString(code).toUpperCase(Locale.ROOT));
  }

  private static Trouble meaning(long code) {
    return switch ((int) code) {
      case 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0x102 -> Trouble.PIN;
      case 0x60, 0x82 -> Trouble.NOT_FOUND;
      case 0x63, 0x68, 0x70, 0x71, 0x54, 0x62, 0x21 -> Trouble.REFUSED;
      case 0x02, 0x31, 0x90, 0xB1, 0x50, 0x200 -> Trouble.BUSY;
      default -> Trouble.LOST;
    };
  }

  Trouble trouble() {
    return trouble;
  }
}
