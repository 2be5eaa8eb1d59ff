package org.stellaops.signer.bootstrap;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.stellaops.signer.bootstrap.config.StoreSettings;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.sql.SqliteStore;
import org.stellaops.signer.sql.StoreInUse;
import org.stellaops.signer.sql.StoreUnusable;
import org.stellaops.signer.sql.refusals.FileRefusalLog;

/** The one place that knows which settings open which store. */
final class Stores {

  private static final String REFUSALS = "refusals.jsonl";
  private static final RateLimit SINGLE_REFUSALS = new RateLimit(5, 200);
  private static final long REFUSALS_ON_DISK = 64L << 20;

  private Stores() {}

  /**
   * @param fatal called once, on a thread of the store, when its medium has failed
   * @throws StartFailed it is in use or cannot be used
   */
  static OpenedStore open(
      StoreSettings settings, InstantSource clock, Ticker ticker, Consumer<? super Throwable> fatal)
      throws StartFailed {
    try {
      return switch (settings) {
        case StoreSettings.Sqlite(Path directory) -> sqlite(directory, clock, ticker, fatal);
      };
    } catch (StoreInUse e) {
      throw new StartFailed(
          StartFailed.Reason.STORE_IN_USE,
          e.getMessage() + "; talk to the process that has it: stella … --server URL",
          e);
    } catch (StoreUnusable e) {
      throw new StartFailed(StartFailed.Reason.STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static OpenedStore sqlite(
      Path directory, InstantSource clock, Ticker ticker, Consumer<? super Throwable> fatal)
      throws StoreInUse, StoreUnusable {
    return new Sqlite(
        SqliteStore.open(directory, clock, ticker, fatal),
        new FileRefusalLog(
            directory.resolve(REFUSALS), clock, ticker, SINGLE_REFUSALS, REFUSALS_ON_DISK));
  }

  private record Sqlite(SqliteStore store, FileRefusalLog refusals) implements OpenedStore {

    @Override
    public RequestJournal journal() {
      return store.journal();
    }

    @Override
    public AuditRecords auditRecords() {
      return store.auditRecords();
    }

    @Override
    public EntitlementArchive entitlements() {
      return store.entitlements();
    }

    @Override
    public boolean isUsable() {
      return store.isUsable();
    }

    @Override
    public void close() {
      try {
        refusals.close();
      } finally {
        store.close();
      }
    }
  }
}
