package org.stellaops.signer.bootstrap;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.signer.bootstrap.config.StoreSettings;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.sql.SqliteStore;
import org.stellaops.signer.sql.StoreInUse;
import org.stellaops.signer.sql.StoreUnusable;
import org.stellaops.signer.sql.refusals.FileRefusalLog;

/**
 * An open store, whatever kind it is of: the ports that it serves, and the node's refusal log. The
 * one place that knows which settings open which store.
 *
 * @param trouble why it does not take writes, or soon will not
 * @param room what it takes of its disk
 * @param closing closes all but the refusal log
 */
record OpenedStore(
    RequestJournal journal,
    AuditRecords auditRecords,
    EntitlementArchive entitlements,
    SealStore seal,
    ImageApprovals approvals,
    SecurityKeyStore securityKeys,
    BypassStore bypasses,
    KeyCatalog keys,
    FileRefusalLog refusals,
    Function<Deadline, Optional<String>> trouble,
    Supplier<StoreRoom> room,
    Runnable closing)
    implements AutoCloseable {

  private static final String REFUSALS = "refusals.jsonl";
  private static final RateLimit SINGLE_REFUSALS = new RateLimit(5, 200);
  private static final long REFUSALS_ON_DISK = 64L << 20;

  /**
   * @param fatal called once, on a thread of the store, when its medium has failed
   * @throws StartFailed it is in use or cannot be used
   */
  static OpenedStore open(
      StoreSettings settings, InstantSource clock, Ticker ticker, Consumer<? super Throwable> fatal)
      throws StartFailed {
    try {
      return switch (settings) {
        case StoreSettings.Sqlite sqlite -> sqlite(sqlite, clock, ticker, fatal);
      };
    } catch (StoreInUse e) {
      throw new StartFailed(
          StartFailed.Reason.STORE_IN_USE,
          e.getMessage()
              + "; talk to the process that has it (stella … --server URL), or stop it; a second"
              + " service needs another store.directory",
          e);
    } catch (StoreUnusable e) {
      throw new StartFailed(StartFailed.Reason.STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static OpenedStore sqlite(
      StoreSettings.Sqlite settings,
      InstantSource clock,
      Ticker ticker,
      Consumer<? super Throwable> fatal) {
    Path directory = settings.directory();
    SqliteStore store = SqliteStore.open(directory, clock, ticker, fatal);
    Path file = directory.resolve(REFUSALS);
    return new OpenedStore(
        store.journal(),
        store.auditRecords(),
        store.entitlements(),
        store.seal(),
        store.approvals(),
        store.securityKeys(),
        store.bypasses(),
        store.keys(),
        new FileRefusalLog(file, clock, ticker, SINGLE_REFUSALS, REFUSALS_ON_DISK),
        deadline -> StoreRoom.trouble(store, settings.leastFree(), deadline),
        () -> StoreRoom.of(store),
        store::close);
  }

  /** Writes what is still on its way, then closes. */
  @Override
  public void close() {
    try {
      refusals.close();
    } finally {
      closing.run();
    }
  }
}
