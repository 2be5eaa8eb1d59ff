package org.stellaops.signer.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/**
 * Prints how many whole requests per second the journal takes with fsync on. Arguments: threads,
 * seconds, directory. Not a test: its figures belong to a machine.
 */
public final class JournalSpeed {

  private static final Thumbprint KEY = new Thumbprint("A".repeat(43));
  private static final Bytes RECORD = Bytes.utf8("x".repeat(600));

  private JournalSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 32;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path directory =
        arguments.length > 2 ? Path.of(arguments[2]) : Files.createTempDirectory("journal-speed");
    try (SqliteStore store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), e -> {})) {
      run(store.journal(), threads, Duration.ofSeconds(2));
      long started = System.nanoTime();
      long requests = run(store.journal(), threads, Duration.ofSeconds(seconds));
      double took = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          "%d threads: %.0f requests/s, %.0f steps/s%n",
          threads, requests / took, 4 * requests / took);
    }
  }

  private static long run(RequestJournal journal, int threads, Duration duration) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    Deadline end = Deadline.in(duration, Ticker.system());
    AtomicLong count = new AtomicLong();
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Tenant tenant = new Tenant("tenant-" + i % 8);
      work.add(() -> {
        while (!end.hasPassed()) {
          request(journal, tenant);
          count.incrementAndGet();
        }
        return true;
      });
    }
    for (Future<Boolean> done : callers.invokeAll(work)) {
      done.get();
    }
    callers.shutdown();
    return count.get();
  }

  private static void request(RequestJournal journal, Tenant tenant) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), Ticker.system());
    AuditId id = NewIds.newId();
    ProofClaim proof =
        new ProofClaim(KEY, Bytes.utf8(id.value()).sha256(), Instant.now().plusSeconds(65));
    journal.open(Openings.of(id, tenant, proof, RECORD), deadline);
    journal.hold(
        new HoldRequest(
            id, tenant, new RateLimit(1_000_000, 1_000_000), 1_000, Duration.ofSeconds(30)),
        deadline);
    journal.reserve(
        new ReserveRequest(id, tenant, null, 1_000, 1, 1L << 50, 1L << 40, RECORD), deadline);
    journal.conclude(new Conclusion(id, tenant, Outcome.SIGNED, RECORD, null), deadline);
  }
}
