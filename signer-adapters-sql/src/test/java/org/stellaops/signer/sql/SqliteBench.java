package org.stellaops.signer.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.testkit.journal.JournalBench;
import org.stellaops.signer.testkit.journal.JournalContract;
import org.stellaops.signer.testkit.journal.SteppedClock;

/** A store in a directory of its own that is gone afterwards. */
final class SqliteBench implements JournalBench {

  private final SteppedClock clock = new SteppedClock(JournalContract.START);
  private final Path directory;
  private SqliteStore store;

  SqliteBench() {
    directory = newDirectory();
    store = open();
  }

  static Path newDirectory() {
    try {
      return Files.createTempDirectory("store");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SqliteStore open() {
    return SqliteStore.open(
        directory,
        clock,
        clock,
        failure -> {
          throw new AssertionError("the store stopped", failure);
        });
  }

  SqliteStore store() {
    return store;
  }

  SteppedClock clock() {
    return clock;
  }

  @Override
  public RequestJournal journal() {
    return store.journal();
  }

  @Override
  public AuditRecords records() {
    return store.auditRecords();
  }

  @Override
  public void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  public void setBack(Duration duration) {
    clock.set(clock.instant().minus(duration));
  }

  @Override
  public void restart() {
    store.close();
    store = open();
  }

  @Override
  public void close() {
    store.close();
    delete(directory);
  }
}
