package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RandomAuditIdsTest {

  @Test
  void next_isUuidVersionSevenOfItsMoment() {
    Instant now = Instant.parse("2026-11-05T12:00:00.123Z");
    RandomAuditIds ids = new RandomAuditIds(() -> now, new SecureRandom());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      UUID id = UUID.fromString(ids.next().value());
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
      seen.add(id.toString());
    }
    assertThat(seen).hasSize(1000);
  }
}
