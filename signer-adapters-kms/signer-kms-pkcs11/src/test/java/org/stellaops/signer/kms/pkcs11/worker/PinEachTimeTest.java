package org.stellaops.signer.kms.pkcs11.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

class PinEachTimeTest {

  private final PinEachTime pin = new PinEachTime();

  /** Whether another call gets its turn now. */
  private boolean hasTurn(boolean usesPin) {
    return CompletableFuture.supplyAsync(
            () -> {
              Lock turn = pin.turn(usesPin);
              boolean has = turn.tryLock();
              if (has) {
                turn.unlock();
              }
              return has;
            })
        .join();
  }

  @Test
  void turn_whileACallUsesThePin_isNobodys() {
    Lock turn = pin.turn(true);
    turn.lock();
    assertThat(hasTurn(false)).isFalse();
    assertThat(hasTurn(true)).isFalse();
    turn.unlock();
    assertThat(hasTurn(true)).isTrue();
  }

  @Test
  void turn_whileAnotherCallGoesOn_isForCallsWithoutThePinAlone() {
    Lock turn = pin.turn(false);
    turn.lock();
    assertThat(hasTurn(false)).isTrue();
    assertThat(hasTurn(true)).isFalse();
    turn.unlock();
  }

  @Test
  void isWantedBy_keyThatWasFoundAgainUnderTheNumber_goesByTheLast() {
    assertThat(pin.isWantedBy(7)).isFalse();
    pin.found(7, true);
    assertThat(pin.isWantedBy(7)).isTrue();
    pin.found(7, false);
    assertThat(pin.isWantedBy(7)).isFalse();
  }

  @Test
  void get_isThePinOfTheLogin_alsoWhenItsArrayIsOverwritten() throws CryptokiException {
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(pin::get)
        .satisfies(e -> assertThat(e.trouble()).isEqualTo(Trouble.LOST));
    byte[] given = {'4', '2'};
    pin.accepted(given);
    given[0] = 0;
    assertThat(pin.get()).containsExactly('4', '2');
  }

  /** K07: whoever waits for the turn asks before anybody else hears of the failure. */
  @Test
  void k07_requireNotRefused_afterTwoFailedLoginsInARow_saysItToEveryCall()
      throws CryptokiException {
    pin.loginFailed("C_Login says 0x80000123");
    pin.signed();
    pin.loginFailed("C_Login says 0x80000123");
    pin.requireNotRefused();
    pin.loginFailed("C_Login says 0x80000123");
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(pin::requireNotRefused)
        .satisfies(e -> assertThat(e.trouble()).isEqualTo(Trouble.PIN));
  }

  @Test
  void k07_requireNotRefused_afterARefusal_saysItToEveryCall() throws CryptokiException {
    pin.requireNotRefused();
    pin.refused("C_Login says 0xA0");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(CryptokiException.class)
          .isThrownBy(pin::requireNotRefused)
          .withMessage("C_Login says 0xA0")
          .satisfies(e -> assertThat(e.trouble()).isEqualTo(Trouble.PIN));
    }
  }
}
