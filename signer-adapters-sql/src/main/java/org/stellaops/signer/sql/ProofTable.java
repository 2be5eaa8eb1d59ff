package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.time.Instant;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/**
 * The proofs of possession that were used. One that is no longer acceptable is forgotten; what may
 * have been forgotten is answered as used, so that a clock that jumps ahead and comes back lets no
 * proof in twice. Used by the writer's thread.
 */
final class ProofTable {

  private long forgotten;

  /**
   * @param forgotten the highest {@code acceptable_until} that was ever deleted
   */
  ProofTable(long forgotten) {
    this.forgotten = forgotten;
  }

  /** Whether the proof is not certain to be new. */
  boolean isUsed(Statements sql, ProofClaim proof) throws SQLException {
    return ceiling(proof.acceptableUntil()) <= forgotten
        || sql.first(
                "SELECT 1 FROM proof WHERE jkt = ? AND jti = ?",
                row -> true,
                proof.key(),
                proof.jti().bytes())
            .isPresent();
  }

  /** Claims a proof that is not used. */
  void claim(Statements sql, ProofClaim proof) throws SQLException {
    sql.update(
        "INSERT INTO proof (jkt, jti, acceptable_until) VALUES (?, ?, ?)",
        proof.key(),
        proof.jti().bytes(),
        ceiling(proof.acceptableUntil()));
  }

  /**
   * Deletes at most {@code limit} proofs, oldest first.
   *
   * @return how many
   */
  int forget(Statements sql, long now, int limit) throws SQLException {
    long upTo =
        sql.first(
                "SELECT max(acceptable_until) FROM (SELECT acceptable_until FROM proof"
                    + " WHERE acceptable_until < ? ORDER BY acceptable_until LIMIT ?)",
                row -> row.getLong(1),
                now,
                limit)
            .orElse(0L);
    if (upTo <= forgotten) {
      return 0;
    }
    forgotten = upTo;
    sql.update("UPDATE store SET forgotten = ?", upTo);
    return sql.update("DELETE FROM proof WHERE acceptable_until <= ?", upTo);
  }

  private static long ceiling(Instant instant) {
    try {
      return Math.addExact(StoreClock.micros(instant), 1);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
