package org.stellaops.signer.sql;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/**
 * The proofs of possession that were used. Rows are appended in the order of their claims and
 * deleted in the same order; whether a proof is among them is known in memory, which is filled from
 * the table at the start, since one process has the store. One that is no longer acceptable is
 * forgotten; what may have been forgotten is answered as used, so that a clock that jumps ahead and
 * comes back lets no proof in twice. Used by the writer's thread, except {@link #requireRoom}.
 */
final class ProofTable {

  /** At most so many are kept, of about 120 bytes each in memory: 8,000 a second for 65 seconds. */
  static final int MOST = 1 << 19;

  private final MemoryChanges changes;
  private final int most;
  private final Map<ProofHash, Used> used = new LinkedHashMap<>();
  private long forgotten;
  private long last;
  private volatile int size;

  /**
   * @param forgotten the highest {@code acceptable_until} that was ever deleted
   */
  ProofTable(MemoryChanges changes, long forgotten, int most) {
    this.changes = changes;
    this.forgotten = forgotten;
    this.most = most;
  }

  /**
   * Half of a SHA-256 over key and {@code jti}. Two proofs that share it would be taken for one,
   * which refuses the second; a used proof is never taken for a new one.
   */
  record ProofHash(long high, long low) {

    static ProofHash of(ProofClaim proof) {
      return of(proof.key().toString(), proof.jti().bytes());
    }

    private static ProofHash of(String key, Bytes jti) {
      byte[] text = Bytes.utf8(key).toByteArray();
      byte[] both =
          ByteBuffer.allocate(text.length + jti.size()).put(text).put(jti.toByteArray()).array();
      ByteBuffer hash = ByteBuffer.wrap(Bytes.adopt(both).sha256().bytes().toByteArray());
      return new ProofHash(hash.getLong(), hash.getLong());
    }
  }

  private record Used(long number, long acceptableUntil) {}

  private record Row(ProofHash hash, Used used) {}

  /** Fills the memory from the table. */
  void load(Statements sql) throws SQLException {
    for (Row row :
        sql.all(
            "SELECT number, jkt, jti, acceptable_until FROM used_proof ORDER BY number",
            row ->
                new Row(
                    ProofHash.of(row.getString(2), Bytes.adopt(row.getBytes(3))),
                    new Used(row.getLong(1), row.getLong(4))))) {
      used.put(row.hash, row.used);
      last = row.used.number;
    }
    size = used.size();
  }

  /**
   * @throws org.stellaops.signer.ports.DependencyUnavailable so many proofs are kept that no other
   *     can be: to forget one that is still acceptable would let it in twice
   */
  void requireRoom() {
    if (size >= most) {
      throw Step.unavailable(false, "too many proofs were used within their life", null);
    }
  }

  /** Whether the proof is not certain to be new. */
  boolean isUsed(ProofClaim proof, ProofHash hash) {
    return ceiling(proof.acceptableUntil()) <= forgotten || used.containsKey(hash);
  }

  /** Claims a proof that is not used. */
  void claim(Statements sql, ProofClaim proof, ProofHash hash) throws SQLException {
    Used claimed = new Used(last + 1, ceiling(proof.acceptableUntil()));
    sql.update(
        "INSERT INTO used_proof (number, jkt, jti, acceptable_until) VALUES (?, ?, ?, ?)",
        claimed.number,
        proof.key(),
        proof.jti().bytes(),
        claimed.acceptableUntil);
    used.put(hash, claimed);
    last = claimed.number;
    size = used.size();
    changes.undoing(() -> {
      used.remove(hash);
      last = claimed.number - 1;
      size = used.size();
    });
  }

  /**
   * Deletes at most {@code limit} proofs, in the order of their claims, up to the first that is
   * still acceptable.
   *
   * @return how many
   */
  int forget(Statements sql, long now, int limit) throws SQLException {
    int count = 0;
    long upTo = 0;
    long latest = forgotten;
    for (Used oldest : used.values()) {
      if (count == limit || oldest.acceptableUntil >= now) {
        break;
      }
      count++;
      upTo = oldest.number;
      latest = Math.max(latest, oldest.acceptableUntil);
    }
    if (count == 0) {
      return 0;
    }
    forgotten = latest;
    sql.update("UPDATE store SET forgotten = ?", latest);
    sql.update("DELETE FROM used_proof WHERE number <= ?", upTo);
    int gone = count;
    changes.afterCommit(() -> removeOldest(gone));
    return count;
  }

  private void removeOldest(int count) {
    Iterator<Used> oldest = used.values().iterator();
    for (int i = 0; i < count; i++) {
      oldest.next();
      oldest.remove();
    }
    size = used.size();
  }

  private static long ceiling(Instant instant) {
    try {
      return Math.addExact(StoreClock.micros(instant), 1);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
