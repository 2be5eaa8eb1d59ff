package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SecurityKeyStore;

/**
 * The embedded store: one SQLite file in a directory of its own, opened by one process at a time.
 * What a port method answered is on the medium, except where the port says otherwise.
 *
 * <p>When the medium fails at a commit the store stops rather than guess: every call from then on
 * throws {@code DependencyUnavailable}, and the process should end and start again.
 */
public final class SqliteStore implements AutoCloseable {

  static final String FILE = "journal.db";
  private static final int READERS = 2;

  private final StoreDirectory directory;
  private final Writer writer;
  private final Readers readers;
  private final StepDeadlines deadlines;
  private final Checkpoints checkpoints;
  private final RequestJournal journal;
  private final AuditRecords auditRecords;
  private final EntitlementArchive entitlements;
  private final SealStore seal;
  private final ImageApprovals approvals;
  private final SecurityKeyStore securityKeys;
  private final BypassStore bypasses;
  private final KeyCatalog keys;

  private SqliteStore(
      StoreDirectory directory,
      Writer writer,
      Readers readers,
      StepDeadlines deadlines,
      Checkpoints checkpoints,
      Parts parts) {
    this.directory = directory;
    this.writer = writer;
    this.readers = readers;
    this.deadlines = deadlines;
    this.checkpoints = checkpoints;
    this.journal = new SqliteJournal(writer, readers, parts.clock, parts.live, parts.process);
    this.auditRecords = new AuditTable(readers);
    this.entitlements = new SqliteArchive(writer, readers);
    this.seal = new SealTable(writer, readers, parts.clock);
    this.approvals = new ApprovalTable(writer, readers);
    this.securityKeys = new SecurityKeyTable(writer, readers);
    this.bypasses = new BypassTable(writer, readers, parts.clock);
    this.keys = new KeyTable(writer, readers);
  }

  private record Parts(StoreClock clock, LiveTables live, int process) {}

  /** What the store knew of itself when it was last used. */
  private record Before(int process, long clock, long forgotten) {}

  /**
   * Opens the store, creating it where there is none.
   *
   * @param directory created with access for its owner alone if it is missing; otherwise it belongs
   *     to this process's user, nobody else may write into it, and no file of a store in it is a
   *     link; on a local disk, since locks and shared memory have to work
   * @param fatal called on a thread of the store when the medium has failed or the thread broke
   *     off; ends the process
   * @throws StoreInUse when another process has it open
   * @throws StoreUnusable when it cannot be opened or SQLite refuses a durability setting
   */
  public static SqliteStore open(
      Path directory, InstantSource clock, Ticker ticker, Consumer<? super Throwable> fatal) {
    return open(directory, clock, ticker, fatal, Database::open);
  }

  static SqliteStore open(
      Path directory,
      InstantSource clock,
      Ticker ticker,
      Consumer<? super Throwable> fatal,
      Database.Opener opener) {
    StoreDirectory held = StoreDirectory.lock(directory);
    List<Connection> opened = new ArrayList<>();
    @Nullable Statements whole = null;
    try {
      requireNoRemains(held.path().resolve(FILE));
      Path file = StoreFiles.privateFile(held.path().resolve(FILE));
      boolean log = LogMark.isThere(file);
      Connection connection = opener.open(file);
      opened.add(connection);
      Database.setUpWriter(connection);
      SqliteSchema.migrate(connection);
      StoreDirectory.sync(held.path());
      Statements sql = new Statements(connection);
      LogMark.require(sql, log, directory);
      whole = sql;
      Parts parts = begin(sql, clock, ticker);
      // Nobody reads yet: what a crash has left of the log goes in whole, and the mark with it.
      sql.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1));
      Checkpoints checkpoints = new Checkpoints(sql, file, ticker);
      List<Statements> reading = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Connection reader = opener.open(file);
        opened.add(reader);
        Database.setUpReader(reader);
        reading.add(new Statements(reader));
      }
      StepDeadlines deadlines = new StepDeadlines();
      Writer writer =
          new Writer(
              sql,
              parts.live.changes(),
              new Housekeeping(parts.clock, parts.live),
              checkpoints,
              fatal,
              deadlines,
              Writer.ROOM);
      Consumer<Throwable> broke =
          cause -> {
            writer.halt();
            fatal.accept(cause);
          };
      Readers readers = new Readers(reading, writer::isUsable, broke, deadlines);
      SqliteStore store = new SqliteStore(held, writer, readers, deadlines, checkpoints, parts);
      store.start(broke);
      return store;
    } catch (SQLException | IOException e) {
      abandon(opened, whole, held, e);
      throw new StoreUnusable("cannot open the store in " + directory + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      abandon(opened, whole, held, e);
      throw e;
    }
  }

  /** A database of no bytes would be filled anew, and all that it held be forgotten in silence. */
  static void requireNoRemains(Path database) throws IOException {
    if (Files.isRegularFile(database) && Files.size(database) == 0) {
      throw new StoreUnusable(
          database + " is empty: restore a backup, or remove it to begin a new store");
    }
  }

  private static Parts begin(Statements sql, InstantSource clock, Ticker ticker)
      throws SQLException {
    Before before =
        sql.first(
                "UPDATE store SET process = process + 1, needs_log = 1"
                    + " RETURNING process, clock, forgotten",
                row -> new Before(row.getInt(1), row.getLong(2), row.getLong(3)))
            .orElseThrow(() -> new StoreUnusable("the store has lost its own row"));
    StoreClock storeClock = new StoreClock(clock, ticker, before.clock);
    return new Parts(
        storeClock, LiveTables.load(sql, storeClock, before.forgotten), before.process);
  }

  /**
   * @param whole of a database that lacks nothing: the close of its last connection folds the log
   *     in
   */
  private static void abandon(
      List<Connection> opened, @Nullable Statements whole, StoreDirectory held, Exception cause) {
    try {
      if (whole != null) {
        LogMark.clear(whole);
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    for (Connection connection : opened) {
      try {
        connection.close();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
    held.close();
  }

  private void start(Consumer<Throwable> broke) {
    deadlines.start(broke);
    writer.start();
    readers.start();
  }

  public RequestJournal journal() {
    return journal;
  }

  public AuditRecords auditRecords() {
    return auditRecords;
  }

  public EntitlementArchive entitlements() {
    return entitlements;
  }

  public SealStore seal() {
    return seal;
  }

  public ImageApprovals approvals() {
    return approvals;
  }

  public SecurityKeyStore securityKeys() {
    return securityKeys;
  }

  public BypassStore bypasses() {
    return bypasses;
  }

  public KeyCatalog keys() {
    return keys;
  }

  /**
   * Whether steps can be written and read: false once the medium has failed, a thread of the store
   * broke off, or the store is closed.
   */
  public boolean isUsable() {
    return writer.isUsable() && readers.isUsable();
  }

  /**
   * Why the store could not write now; empty where it could. After a transaction that was refused,
   * as on a full disk, it writes as much as a signature may need, to see whether it can again.
   */
  public Optional<String> trouble(Deadline deadline) {
    if (!isUsable()) {
      return Optional.of("the journal takes no writes");
    }
    Optional<String> known = writer.trouble();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    try {
      writer.write(
          sql -> sql.update("REPLACE INTO room (one, filler) VALUES (1, zeroblob(65536))"),
          deadline);
      writer.write(sql -> sql.update("DELETE FROM room"), deadline);
      writer.endTrouble(known.get());
      return Optional.empty();
    } catch (DependencyUnavailable e) {
      String last = writer.trouble().orElse(String.valueOf(e.getMessage()));
      return Optional.of("the last commit failed: " + last);
    }
  }

  /** How many transactions and single steps its storage did not take. */
  public long refusedWrites() {
    return writer.refusals();
  }

  /** Bytes that this process may still write to where the store is; -1 if that is not known. */
  public long freeBytes() {
    try {
      return Files.getFileStore(directory.path()).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Bytes of the database without its log. */
  public long databaseBytes() {
    return directory.path().resolve(FILE).toFile().length();
  }

  /** Bytes of the write-ahead log. */
  public long logBytes() {
    return checkpoints.bytes();
  }

  /** Finishes what waits, closes the file and gives the lock up. */
  @Override
  public void close() {
    try (StoreDirectory ignoredLock = directory;
        StepDeadlines ignoredDeadlines = deadlines;
        Writer last = writer) {
      readers.close();
    } catch (SQLException e) {
      throw new StoreUnusable("the store did not close cleanly", e);
    }
  }
}
