package org.stellaops.signer.core.api.setup;

import java.time.InstantSource;
import org.stellaops.signer.core.audit.DecisionRecord;
import org.stellaops.signer.core.audit.RecoveredAct;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RecordedAct;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;

/**
 * Concludes what nodes left open when they ended: without an intent nothing was signed, with one a
 * signature may have been made but was never released. What a person did is on record by itself:
 * such a request is concluded as answered, with what was done, though its answer may not have left.
 *
 * <p>Run it before the first request is taken and then every minute: besides, this tells the other
 * nodes of the journal that this one lives.
 */
public final class Recovery {

  private static final int BATCH = 100;

  private final RequestJournal journal;
  private final InstantSource clock;

  public Recovery(RequestJournal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * What was found open.
   *
   * @param aborted requests that ended before their intent, and by which nothing was done
   * @param unknown requests whose intent was durable; an operator should look at them
   */
  public record Found(int aborted, int unknown) {}

  /**
   * Works in batches until nothing is left or the deadline passes; the next run goes on from there.
   *
   * @throws DependencyUnavailable the journal fails
   */
  public Found recover(Deadline deadline) {
    int aborted = 0;
    int unknown = 0;
    boolean more = true;
    try {
      while (more) {
        more = false;
        for (Unconcluded left : journal.takeOver(BATCH, deadline)) {
          if (journal.conclude(conclusion(left), deadline)) {
            more = true;
            aborted += left.intended() || left.act() != null ? 0 : 1;
            unknown += left.intended() ? 1 : 0;
          }
        }
      }
    } catch (DependencyUnavailable down) {
      if (!deadline.hasPassed() || aborted + unknown == 0) {
        throw down;
      }
    }
    return new Found(aborted, unknown);
  }

  private Conclusion conclusion(Unconcluded left) {
    RequestFacts facts = new RequestFacts();
    RecordedAct act = left.act();
    if (act != null) {
      RecoveredAct.tell(act, facts);
    }
    Outcome outcome =
        left.intended() ? Outcome.UNKNOWN : act == null ? Outcome.ABORTED : Outcome.ANSWERED;
    facts.ended(null, Reason.PROCESS_ENDED, null);
    DecisionRecord decision =
        new DecisionRecord(left.id(), clock.instant(), left.tenant(), outcome, facts);
    return new Conclusion(left.id(), left.tenant(), outcome, decision.toJson(), null);
  }
}
