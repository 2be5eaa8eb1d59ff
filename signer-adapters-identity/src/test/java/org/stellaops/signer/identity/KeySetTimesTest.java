package org.stellaops.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeySetTimesTest {

  /** A change of these is a change of docs/tokens.md. */
  @Test
  void standardTimes_areThoseOfTheManual() {
    assertThat(KeySetTimes.STANDARD.maxAge()).hasMinutes(5);
    assertThat(KeySetTimes.STANDARD.outageTolerance()).hasHours(1);
    assertThat(KeySetTimes.STANDARD.minInterval()).hasSeconds(30);
    assertThat(KeySetTimes.STANDARD.timeout()).hasSeconds(3);
  }
}
