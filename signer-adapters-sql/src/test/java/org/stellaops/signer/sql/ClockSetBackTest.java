package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** After a clock that was wrong for a moment, new proofs are new. */
class ClockSetBackTest {

  private int ids;

  private Opened open(SqliteBench bench, String key, Instant until) {
    AuditId id = NewIds.newId();
    ids++;
    ProofClaim proof =
        new ProofClaim(new Thumbprint(key.repeat(43)), Bytes.utf8("jti-" + ids).sha256(), until);
    return bench
        .journal()
        .open(
            Openings.of(id, new Tenant("acme"), proof, Bytes.utf8("{}")),
            Deadline.in(Duration.ofSeconds(20), Ticker.system()));
  }

  /**
   * A start with the wall clock an hour ahead, corrected a moment later, as after a boot before
   * NTP. The caller of key "a" has a clock that is 5 s fast, which is allowed.
   */
  @Test
  void d16_clockWasAheadForAMoment_oneFastCallerDoesNotSpendOthersProofs() {
    try (SqliteBench bench = new SqliteBench()) {
      bench.advance(Duration.ofHours(1));
      open(bench, "z", bench.clock().instant().plusSeconds(95));
      bench.setBack(Duration.ofHours(1));

      int refused = 0;
      for (int i = 0; i < 30; i++) {
        open(bench, "a", bench.clock().instant().plusSeconds(100));
        bench.advance(Duration.ofSeconds(2));
        open(bench, "a", bench.clock().instant().plusSeconds(100));
        Opened other = open(bench, "b", bench.clock().instant().plusSeconds(95));
        refused += other instanceof Opened.ProofUsed ? 1 : 0;
      }
      assertThat(refused).as("fresh proofs of another caller refused as replays").isZero();
    }
  }
}
