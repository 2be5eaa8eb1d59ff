package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.RequestJournal;

/** A journal as a contract test drives it: empty at first, with time that only the test moves. */
public interface JournalBench extends AutoCloseable {

  RequestJournal journal();

  /** Reads what {@link #journal} wrote. */
  AuditRecords records();

  /** Time passes. */
  void advance(Duration duration);

  /** Somebody sets the journal's wall clock back; no time passes. */
  void setBack(Duration duration);

  /** The process ends with everything as it is, and another opens the same journal. */
  void restart();

  @Override
  void close();
}
