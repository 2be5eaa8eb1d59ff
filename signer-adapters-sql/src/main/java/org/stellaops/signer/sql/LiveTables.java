package org.stellaops.signer.sql;

import java.sql.SQLException;

/**
 * The tables whose rows that still matter are in memory too: the memory decides, and a transaction
 * writes what its steps changed. One process has the store, so nobody else changes them.
 */
record LiveTables(
    MemoryChanges changes,
    ProofTable proofs,
    RequestRateTable requestRates,
    HoldTable holds,
    UsageTable usage,
    AuditNumbers auditNumbers) {

  /**
   * @param forgotten as {@link ProofTable} has it
   */
  static LiveTables load(Statements sql, StoreClock clock, long forgotten) throws SQLException {
    MemoryChanges changes = new MemoryChanges();
    ProofTable proofs = new ProofTable(changes, forgotten, ProofTable.MOST);
    proofs.load(sql);
    RequestRateTable requestRates = new RequestRateTable(changes);
    requestRates.load(sql);
    HoldTable holds = new HoldTable(changes, clock);
    holds.load(sql);
    return new LiveTables(
        changes,
        proofs,
        requestRates,
        holds,
        new UsageTable(changes),
        AuditNumbers.load(sql, changes));
  }

  /** Writes what has changed in memory alone; part of every transaction. */
  void write(Statements sql) throws SQLException {
    requestRates.write(sql);
    holds.write(sql);
    usage.write(sql);
  }
}
