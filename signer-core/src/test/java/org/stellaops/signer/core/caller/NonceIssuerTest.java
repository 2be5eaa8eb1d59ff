package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.testkit.journal.SteppedClock;

/** Nonces within one process, and between nodes that share a secret. */
class NonceIssuerTest {

  private static final Duration ROTATION = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2026-03-05T09:30:00Z");

  private final SteppedClock clock = new SteppedClock(START);

  private static byte[] secret(int fill) {
    byte[] secret = new byte[NonceIssuer.LEAST_SECRET_BYTES];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }

  private NonceIssuer node(int secret) {
    return NonceIssuer.shared(secret(secret), clock, clock, ROTATION);
  }

  private NonceIssuer alone() {
    return new NonceIssuer(clock, ROTATION, new SecureRandom());
  }

  @Test
  void accepts_ownNonce_forTwoRotationsAndNoLonger() {
    for (NonceIssuer nonces : new NonceIssuer[] {alone(), node(1)}) {
      String nonce = nonces.current();
      assertThat(nonces.accepts(nonce)).isTrue();
      clock.advance(ROTATION);
      assertThat(nonces.current()).isNotEqualTo(nonce);
      assertThat(nonces.accepts(nonce)).isTrue();
      clock.advance(ROTATION);
      assertThat(nonces.accepts(nonce)).isFalse();
    }
  }

  @Test
  void accepts_nonceOfAnotherNodeWithTheSecret_isAccepted() {
    NonceIssuer one = node(1);
    clock.advance(Duration.ofHours(5).plusSeconds(7));
    NonceIssuer other = node(1);

    assertThat(other.accepts(one.current())).isTrue();
    assertThat(one.accepts(other.current())).isTrue();
  }

  @Test
  void accepts_afterRestartWithTheSecret_knowsNoncesOfItsTimeOnly() {
    NonceIssuer before = node(1);
    String early = before.current();
    clock.advance(ROTATION.multipliedBy(2));
    String late = before.current();
    clock.advance(Duration.ofSeconds(1));
    NonceIssuer after = node(1);

    assertThat(after.accepts(late)).isTrue();
    assertThat(after.accepts(early)).isFalse();
  }

  @Test
  void accepts_nonceOfAnotherSecret_isRefused() {
    assertThat(node(1).accepts(node(2).current())).isFalse();
    assertThat(alone().accepts(alone().current())).isFalse();
    assertThat(alone().accepts(node(1).current())).isFalse();
  }

  @Test
  void accepts_nonceOfARotationToCome_isRefused() {
    NonceIssuer one = node(1);
    SteppedClock ahead = new SteppedClock(START.plus(ROTATION));
    NonceIssuer fast = NonceIssuer.shared(secret(1), ahead, ahead, ROTATION);

    assertThat(one.accepts(fast.current())).isFalse();
    assertThat(fast.accepts(one.current())).isTrue();
  }

  @Test
  void accepts_wallClockSetBack_oldNonceStaysOld() {
    NonceIssuer nonces = node(1);
    String old = nonces.current();
    clock.advance(ROTATION.multipliedBy(3));
    clock.set(START);

    assertThat(nonces.accepts(old)).isFalse();
    assertThat(nonces.accepts(nonces.current())).isTrue();
  }

  @Test
  void accepts_alteredOrCutNonce_isRefused() {
    NonceIssuer nonces = node(1);
    String nonce = nonces.current();
    char other = nonce.charAt(0) == 'A' ? 'B' : 'A';

    assertThat(nonces.accepts(other + nonce.substring(1))).isFalse();
    assertThat(nonces.accepts(nonce.substring(1))).isFalse();
    assertThat(nonces.accepts(nonce + "A")).isFalse();
    assertThat(nonces.accepts("")).isFalse();
  }

  @Test
  void shared_shortSecret_isRefused() {
    assertThatThrownBy(() -> NonceIssuer.shared(new byte[31], clock, clock, ROTATION))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
