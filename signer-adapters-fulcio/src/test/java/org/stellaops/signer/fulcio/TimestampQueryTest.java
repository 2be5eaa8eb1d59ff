package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;

class TimestampQueryTest {

  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final Bytes SIGNATURE = Bytes.utf8("signature");

  private final TestTimestampAuthority authority =
      TestTimestampAuthority.create("example.test", NOW);
  private final TimestampQuery query = TimestampQuery.over(SIGNATURE);
  private final byte[] right = authority.answer(query.der(), NOW).toByteArray();

  @Test
  void requireAnswered_itsOwnAnswer_passes_andThatOfAnEqualQuery_doesNot() {
    query.requireAnswered(Bytes.copyOf(right));
    TimestampQuery twin = TimestampQuery.over(SIGNATURE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twin.requireAnswered(Bytes.copyOf(right)));
  }

  @Test
  void requireAnswered_cutAnywhere_isRefused() {
    for (int length = 0; length < right.length; length++) {
      Bytes cut = Bytes.adopt(Arrays.copyOf(right, length));
      assertThatIllegalArgumentException().isThrownBy(() -> query.requireAnswered(cut));
    }
  }

  @Test
  void requireAnswered_anyByteChanged_passesOrIsRefused_andNothingElse() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = right.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      }
      Throwable thrown = catchThrowable(() -> query.requireAnswered(Bytes.adopt(changed)));
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void requireAnswered_nestedWithoutEnd_isRefused() {
    byte[] indefinite = new byte[64 << 10];
    for (int i = 0; i < indefinite.length; i += 2) {
      indefinite[i] = 0x30;
      indefinite[i + 1] = (byte) 0x80;
    }
    byte[] definite = new byte[64 << 10];
    for (int i = 0; i + 4 <= definite.length; i += 4) {
      int rest = definite.length - i - 4;
      definite[i] = 0x30;
      definite[i + 1] = (byte) 0x82;
      definite[i + 2] = (byte) (rest >>> 8);
      definite[i + 3] = (byte) rest;
    }
    for (byte[] deep : new byte[][] {indefinite, definite}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> query.requireAnswered(Bytes.adopt(deep)));
    }
  }
}
