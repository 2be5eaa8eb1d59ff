package org.stellaops.signer.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;

/**
 * What a journal would answer about quotas now, read beside the process that has the store open:
 * nothing is held, charged or written. A store that is not there yet has all its room.
 */
public final class QuotaRoom {

  private final Path directory;
  private final InstantSource clock;

  public QuotaRoom(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * @throws StoreUnusable the store cannot be read as it is
   */
  public Hold hold(HoldRequest asked) {
    if (isNew()) {
      return QuotaTables.room(asked, 0, 0, now());
    }
    return StoreMaintenance.with(
        directory, connection -> QuotaTables.room(statements(connection), asked, now()));
  }

  /**
   * @throws StoreUnusable the store cannot be read as it is
   */
  public Reservation reserve(ReserveRequest asked) {
    if (isNew()) {
      return QuotaTables.room(asked, 0, 0, now());
    }
    return StoreMaintenance.with(
        directory, connection -> QuotaTables.room(statements(connection), asked, now()));
  }

  private static Statements statements(Connection connection) throws SQLException {
    return new Statements(connection);
  }

  private boolean isNew() {
    return !Files.exists(directory.resolve(SqliteStore.FILE));
  }

  private long now() {
    return StoreClock.micros(clock.instant());
  }
}
