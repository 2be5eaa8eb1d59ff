package org.stellaops.signer.core.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PreAuthEncoding;

class ReservedTest {

  @Test
  @SuppressWarnings("NullAway")
  void redeem_secondTime_isRefused() {
    PreAuthEncoding message = PreAuthEncoding.of("text/plain", Bytes.utf8("x"));
    Reserved reserved = new Reserved(null, List.of(message));
    assertThat(reserved.redeem()).containsExactly(message);
    assertThatThrownBy(reserved::redeem)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("once");
  }
}
