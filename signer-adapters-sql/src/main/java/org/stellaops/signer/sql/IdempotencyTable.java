package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.RequestJournal.Earlier;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;

/** Which idempotency keys are in use, for 24 hours from their claim. */
final class IdempotencyTable {

  private static final long KEPT = Duration.ofHours(24).toSeconds() * 1_000_000;

  private IdempotencyTable() {}

  static Optional<Earlier> find(Statements sql, IdempotencyClaim claim, long now)
      throws SQLException {
    return sql.first(
        "SELECT body, id, result FROM idempotency"
            + " WHERE tenant = ? AND client = ? AND route = ? AND key = ? AND expires > ?",
        row -> {
          Digest body = Digest.parse(row.getString(1));
          byte[] result = row.getBytes(3);
          return result == null
              ? new Earlier.Running(body)
              : new Earlier.Answered(body, new AuditId(row.getString(2)), Bytes.adopt(result));
        },
        claim.tenant(),
        claim.client(),
        claim.route(),
        claim.key(),
        now);
  }

  /**
   * Claims a key that {@link #find} did not find.
   *
   * @return the number of the claim
   */
  static long claim(Statements sql, IdempotencyClaim claim, AuditId id, long now)
      throws SQLException {
    sql.update(
        "DELETE FROM idempotency WHERE tenant = ? AND client = ? AND route = ? AND key = ?",
        claim.tenant(),
        claim.client(),
        claim.route(),
        claim.key());
    return sql.first(
            "INSERT INTO idempotency (tenant, client, route, key, body, id, expires)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING claim",
            row -> row.getLong(1),
            claim.tenant(),
            claim.client(),
            claim.route(),
            claim.key(),
            claim.body(),
            id,
            now + KEPT)
        .orElseThrow();
  }

  /**
   * Keeps the result of a claim, or frees the key where there is none. The number of a claim that
   * has run out may belong to another by now, so the request's id decides.
   */
  static void settle(Statements sql, long claim, AuditId id, @Nullable Bytes result)
      throws SQLException {
    if (result == null) {
      sql.update("DELETE FROM idempotency WHERE claim = ? AND id = ?", claim, id);
    } else {
      sql.update("UPDATE idempotency SET result = ? WHERE claim = ? AND id = ?", result, claim, id);
    }
  }

  /**
   * Deletes at most {@code limit} keys that have run out.
   *
   * @return how many
   */
  static int forget(Statements sql, long now, int limit) throws SQLException {
    return sql.update(
        "DELETE FROM idempotency WHERE claim IN (SELECT claim FROM idempotency"
            + " WHERE expires <= ? ORDER BY expires LIMIT ?)",
        now,
        limit);
  }
}
