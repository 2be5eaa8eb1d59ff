package org.stellaops.signer.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** A process that works on a journal and says which steps were answered, until it is killed. */
final class JournalCrash {

  static final Tenant ACME = new Tenant("acme");
  static final Bytes RECORD = Bytes.utf8("{}");

  private static final int THREADS = 4;
  private static final Instant ACCEPTABLE_UNTIL = InstantSource.system().instant().plusSeconds(600);

  private JournalCrash() {}

  /** Starts it; what it says goes to {@code output}. */
  static Process start(Path directory, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            JournalCrash.class.getName(),
            directory.toString())
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] arguments) {
    try {
      SqliteStore store =
          SqliteStore.open(Path.of(arguments[0]), InstantSource.system(), Ticker.system(), e -> {});
      for (int i = 0; i < THREADS; i++) {
        new Thread(() -> work(store.journal())).start();
      }
    } catch (StoreInUse e) {
      System.out.println("in use");
      System.exit(3);
    }
  }

  private static void work(RequestJournal journal) {
    while (true) {
      AuditId id = NewIds.newId();
      Deadline deadline = Deadline.in(Duration.ofSeconds(20), Ticker.system());
      journal.open(Openings.of(id, ACME, proof(id), RECORD), deadline);
      System.out.println("OPENED " + id);
      journal.reserve(
          new ReserveRequest(id, ACME, null, 1, 1, 1L << 40, 1L << 40, RECORD), deadline);
      System.out.println("INTENT " + id);
      journal.conclude(new Conclusion(id, ACME, Outcome.SIGNED, RECORD, null), deadline);
      System.out.println("DECISION " + id);
    }
  }

  /** The proof that the request {@code id} has used. */
  static ProofClaim proof(AuditId id) {
    return new ProofClaim(
        new Thumbprint("A".repeat(43)), Bytes.utf8(id.value()).sha256(), ACCEPTABLE_UNTIL);
  }
}
