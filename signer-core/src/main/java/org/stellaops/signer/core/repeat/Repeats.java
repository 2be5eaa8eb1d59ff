package org.stellaops.signer.core.repeat;

import java.util.Optional;
import org.stellaops.signer.core.bundle.SignedAnswer;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.receive.Received;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Earlier;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;
import org.stellaops.signer.words.IdempotencyKey;

/**
 * Answers a repeated request as the first one was answered: its idempotency key is known and its
 * body is the same. The answer is put together again from the body that was sent again and the
 * stored signature, and charges nothing.
 */
public final class Repeats {

  private final RequestJournal journal;

  public Repeats(RequestJournal journal) {
    this.journal = journal;
  }

  public Decision<Fresh> recall(Entitled entitled) {
    Received received = entitled.received();
    IdempotencyKey key = received.idempotencyKey();
    if (key == null) {
      return Decision.cleared(new Fresh(entitled, null));
    }
    IdempotencyClaim claim =
        new IdempotencyClaim(
            received.caller().tenant(),
            received.caller().client(),
            received.caller().route().label(),
            key,
            received.body());
    Optional<Earlier> earlier = journal.recall(claim, received.trail().deadline());
    return earlier.isPresent()
        ? judge(received, earlier.get())
        : Decision.cleared(new Fresh(entitled, claim));
  }

  /** What an earlier use of the key means for this request; also when two arrive at one time. */
  public static <T> Decision<T> judge(Received received, Earlier earlier) {
    if (!earlier.body().equals(received.body())) {
      return Decision.refused(new Refusal.IdempotencyMismatch());
    }
    if (earlier instanceof Earlier.Answered answered) {
      StoredResult result = StoredResult.read(answered.result());
      return new Decision.Repeated<>(SignedAnswer.of(received.request(), result, answered.id()));
    }
    return Decision.refused(new Refusal.RequestInProgress());
  }
}
