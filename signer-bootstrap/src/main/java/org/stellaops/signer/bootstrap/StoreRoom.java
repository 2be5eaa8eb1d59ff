package org.stellaops.signer.bootstrap;

import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.sql.SqliteStore;

/**
 * What the store takes of its disk, in bytes, and what is left.
 *
 * @param free what this process may still write; -1 if that is not known
 * @param database without its log
 * @param log the write-ahead log
 * @param refusedWrites how often the disk did not take what was to be written
 */
public record StoreRoom(long free, long database, long log, long refusedWrites) {

  static StoreRoom of(SqliteStore store) {
    return new StoreRoom(
        store.freeBytes(), store.databaseBytes(), store.logBytes(), store.refusedWrites());
  }

  /**
   * @param leastFree with less free space the store counts as not ready, while it still signs
   */
  static Optional<String> trouble(SqliteStore store, long leastFree, Deadline deadline) {
    Optional<String> refusing = store.trouble(deadline);
    long free = store.freeBytes();
    if (refusing.isPresent() || free < 0 || free >= leastFree) {
      return refusing;
    }
    return Optional.of(
        "only "
            + (free >> 10)
            + " KiB are free for the store; store.leastFree is "
            + (leastFree >> 10)
            + " KiB");
  }
}
