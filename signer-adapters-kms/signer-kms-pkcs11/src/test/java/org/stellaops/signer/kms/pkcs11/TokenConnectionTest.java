package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;

class TokenConnectionTest {

  private static final TokenLogin LOGIN =
      new TokenLogin(
          List.of("none"),
          1,
          "module",
          "pkcs11:token=x",
          "pin"::toCharArray,
          Map.of(),
          Duration.ofSeconds(1));

  private static DependencyUnavailable late(@Nullable Exception waited) {
    TokenConnection connection = new TokenConnection(LOGIN, Ticker.system());
    Deadline over = Deadline.in(Duration.ZERO, Ticker.system());
    return catchThrowableOfType(
        DependencyUnavailable.class, () -> connection.process(waited, over));
  }

  /** Whoever waited for the token and has no time left says nothing against the key. */
  @Test
  void process_noTimeIsLeftAfterAWait_isBusy_andAtFirstIsNot() {
    assertThat(late(new IllegalStateException("waited")).isBusy()).isTrue();
    assertThat(late(null).isBusy()).isFalse();
  }
}
