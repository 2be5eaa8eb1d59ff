package org.stellaops.signer.core.api.setup;

import java.time.InstantSource;
import org.stellaops.signer.core.lifecycle.AuditFacts;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;

/**
 * Concludes what an earlier process left open when it ended: without an intent nothing was signed,
 * with one a signature may have been made but was never released.
 */
public final class Recovery {

  private final RequestJournal journal;
  private final InstantSource clock;

  public Recovery(RequestJournal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * What was found open.
   *
   * @param aborted requests that ended before their intent
   * @param unknown requests whose intent was durable; an operator should look at them
   */
  public record Found(int aborted, int unknown) {}

  /** Runs before the first request is taken; it may be repeated. */
  public Found recover(Deadline deadline) {
    int aborted = 0;
    int unknown = 0;
    for (Unconcluded left : journal.unconcluded(deadline)) {
      Outcome outcome = left.intended() ? Outcome.UNKNOWN : Outcome.ABORTED;
      AuditFacts facts =
          new AuditFacts()
              .put(Facts.TENANT, left.tenant())
              .put(Facts.DECISION, left.intended() ? "unknown" : "aborted")
              .put(Facts.REASON, "process-ended");
      journal.conclude(
          new Conclusion(
              left.id(),
              left.tenant(),
              outcome,
              facts.record(Kind.DECISION, left.id(), clock.instant()),
              null),
          deadline);
      if (left.intended()) {
        unknown++;
      } else {
        aborted++;
      }
    }
    return new Found(aborted, unknown);
  }
}
