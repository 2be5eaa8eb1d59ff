package org.stellaops.signer.core.idempotency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.bundle.ComposedAnswer;
import org.stellaops.signer.core.bundle.SignedBy;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.bundle.StoredResult.StoredSignature;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Earlier;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;

/**
 * Answers a repeated request as the first one was answered: its idempotency key is known and its
 * body is the same. The answer is put together again from the body that was sent again and the
 * stored signatures, and charges nothing.
 */
public final class IdempotencyGate {

  private final RequestJournal journal;
  private final StoredSignatures signatures;

  public IdempotencyGate(RequestJournal journal, StoredSignatures signatures) {
    this.journal = journal;
    this.signatures = signatures;
  }

  public Decision<FirstUse> recall(Entitled entitled) {
    Received received = entitled.received();
    IdempotencyKey key = received.idempotencyKey();
    if (key == null) {
      return Decision.cleared(new FirstUse(entitled, null));
    }
    IdempotencyClaim claim =
        new IdempotencyClaim(
            received.caller().tenant(),
            received.caller().client(),
            received.caller().operation().label(),
            key,
            received.body());
    Optional<Earlier> earlier = journal.recall(claim, received.context().deadline());
    return earlier.isPresent()
        ? judge(received, earlier.get())
        : Decision.cleared(new FirstUse(entitled, claim));
  }

  /**
   * What an earlier use of the key means for this request; also when two arrive at one time.
   *
   * @throws ServiceFailure a stored signature is not that of the tenant's key over this statement:
   *     the journal was edited, and nothing of it is released
   */
  public <T> Decision<T> judge(Received received, Earlier earlier) {
    if (!earlier.body().equals(received.body())) {
      return Decision.refused(new Refusal.IdempotencyMismatch());
    }
    return switch (earlier) {
      case Earlier.Running running -> Decision.refused(new Refusal.RequestInProgress());
      case Earlier.Answered(Digest body, AuditId first, Bytes result) -> {
        StoredResult stored = StoredResult.read(result);
        if (signatures.areRevoked(received, stored.signatures())) {
          yield Decision.refused(
              new Refusal.PolicyDenied(
                  Reason.KEY_REVOKED,
                  "The key that signed then is revoked: use a new idempotency key to have it"
                      + " signed by another."));
        }
        yield new Decision.Repeated<>(
            ComposedAnswer.of(
                received.request(), checked(received, stored), stored.terms(), first));
      }
    };
  }

  /** They are stored as they were made: of each signer one over each message. */
  private List<SignedBy> checked(Received received, StoredResult stored) {
    List<Signable> messages = received.request().messages();
    List<SignedBy> checked = new ArrayList<>();
    for (StoredSignature each : stored.signatures()) {
      Signable message = messages.get(checked.size() % messages.size());
      checked.add(signatures.checked(received, message, each));
    }
    return checked;
  }
}
