package org.stellaops.signer.sql;

import java.sql.SQLException;

/**
 * What every transaction does beside its steps: it keeps the store's time, writes what they changed
 * in memory, and deletes a few rows that no longer matter, as many as it may have added, so that
 * neither they nor a commit grow.
 */
final class Housekeeping implements Writer.Upkeep {

  private static final long PAUSE_MICROS = 1_000_000;
  private static final int AT_LEAST = 64;

  private final StoreClock clock;
  private final LiveTables live;
  private long nextSweep;
  private long usageSweptOn = Long.MIN_VALUE;
  private int stepsSinceSweep;

  Housekeeping(StoreClock clock, LiveTables live) {
    this.clock = clock;
    this.live = live;
  }

  @Override
  public void beforeCommit(Statements sql, int steps) throws SQLException {
    long now = clock.micros();
    sql.update("UPDATE store SET clock = ?", now);
    live.write(sql);
    stepsSinceSweep += steps;
    if (now < nextSweep) {
      return;
    }
    int limit = AT_LEAST + 2 * stepsSinceSweep;
    // Proofs end by the wall clock. Forgetting by a time ahead of it would leave no moment at which
    // a fresh proof is surely not a forgotten one.
    boolean more = live.proofs().forget(sql, Math.min(now, clock.wallMicros()), limit) >= limit;
    more |= IdempotencyTable.forget(sql, now, limit) >= limit;
    more |= SqliteArchive.forget(sql, now, limit) >= limit;
    more |= live.requestRates().forget(sql, now, limit) >= limit;
    if (QuotaTables.day(now) != usageSweptOn) {
      boolean moreDays = UsageTable.forget(sql, now, limit) >= limit;
      usageSweptOn = moreDays ? usageSweptOn : QuotaTables.day(now);
      more |= moreDays;
    }
    nextSweep = more ? now : now + PAUSE_MICROS;
    stepsSinceSweep = 0;
  }

  @Override
  public void beforeClose(Statements sql) throws SQLException {
    live.holds().write(sql);
    LogMark.clear(sql);
  }
}
