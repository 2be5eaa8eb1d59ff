package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.stellaops.signer.kms.pkcs11.TokenProcess.Failed;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

/** One process that was started, until it is logged in or is known not to be. */
final class TokenStart {

  private static final Duration STARTING = Duration.ofSeconds(10);

  private final TokenLogin login;
  private final TokenProcess process;

  private TokenStart(TokenLogin login, TokenProcess process) {
    this.login = login;
    this.process = process;
  }

  /** What became of a start that failed. */
  enum End {
    /** It can be tried again. */
    FAILED,
    /** It can be tried again, when somebody has changed what is installed or configured. */
    REFUSED,
    /** The token refuses the PIN. */
    PIN_REFUSED,
    /** The PIN was used, and nobody knows what the token said to it. */
    PIN_UNANSWERED
  }

  /** A start that failed. */
  static final class NotStarted extends Exception {

    private static final long serialVersionUID = 1L;

    private final End end;

    private NotStarted(End end, String why, Exception cause) {
      super(why, cause);
      this.end = end;
    }

    End end() {
      return end;
    }
  }

  static TokenStart of(TokenLogin login) throws NotStarted {
    try {
      return new TokenStart(login, TokenProcess.start(login));
    } catch (IOException e) {
      throw new NotStarted(End.FAILED, "the process of the PKCS#11 module does not start", e);
    }
  }

  TokenProcess process() {
    return process;
  }

  /**
   * Opens the token and logs in, however long callers may wait: a login that somebody breaks off
   * would be one more try of a PIN that may be wrong.
   *
   * @throws NotStarted it did not come to that, and the process is ended
   */
  void logIn() throws NotStarted {
    boolean pinIsUsed = false;
    try {
      ask(Wire.OPEN, Wire.text(login.module()), Wire.text(login.token()));
      byte[] pin = pin();
      try {
        pinIsUsed = true;
        ask(Wire.LOG_IN, pin);
      } finally {
        Arrays.fill(pin, (byte) 0);
      }
    } catch (RuntimeException e) {
      // The PIN cannot be read.
      process.close();
      throw new NotStarted(End.FAILED, String.valueOf(e.getMessage()), e);
    } catch (Failed e) {
      process.close();
      throw new NotStarted(end(e, pinIsUsed), String.valueOf(e.getMessage()), e);
    }
  }

  private static End end(Failed e, boolean pinIsUsed) {
    Trouble trouble = e.trouble();
    if (trouble == null) {
      return pinIsUsed && e.mayHaveHappened() ? End.PIN_UNANSWERED : End.FAILED;
    }
    return switch (trouble) {
      case PIN -> End.PIN_REFUSED;
      case REFUSED -> End.REFUSED;
      case NOT_FOUND, BUSY, LOGIN_FAILED, LOST, DOUBT -> End.FAILED;
    };
  }

  private void ask(int operation, byte[]... fields) throws Failed {
    Duration longest = STARTING.plus(login.callTime());
    byte[][] unused =
        process.ask(
            operation, longest, Deadline.in(longest.plusSeconds(1), Ticker.system()), fields);
  }

  private byte[] pin() {
    char[] pin = login.pin().get();
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    Arrays.fill(pin, '\0');
    encoded.clear();
    encoded.put(new byte[encoded.capacity()]);
    return bytes;
  }
}
