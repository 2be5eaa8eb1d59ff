package org.stellaops.signer.core.idempotency;

import java.time.Duration;
import java.util.Optional;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.bundle.SignedAnswer;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.check.Verified;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Earlier;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;

/**
 * Answers a repeated request as the first one was answered: its idempotency key is known and its
 * body is the same. The answer is put together again from the body that was sent again and the
 * stored signature, and charges nothing.
 */
public final class IdempotencyGate {

  private static final String JOURNAL = "journal";

  private final RequestJournal journal;
  private final Policies policies;
  private final SignatureCheck check;

  public IdempotencyGate(RequestJournal journal, Policies policies, SignatureCheck check) {
    this.journal = journal;
    this.policies = policies;
    this.check = check;
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
   * @throws ServiceFailure the stored signature is not one of the tenant's keys over this
   *     statement: the journal was edited, and nothing of it is released
   */
  public <T> Decision<T> judge(Received received, Earlier earlier) {
    if (!earlier.body().equals(received.body())) {
      return Decision.refused(new Refusal.IdempotencyMismatch());
    }
    if (earlier instanceof Earlier.Answered answered) {
      StoredResult result = StoredResult.read(answered.result());
      Verified verified = checked(received, result);
      return new Decision.Repeated<>(
          SignedAnswer.of(received.request(), verified, result.terms(), answered.id()));
    }
    return Decision.refused(new Refusal.RequestInProgress());
  }

  private Verified checked(Received received, StoredResult result) {
    boolean own =
        policies.tenant(received.caller().tenant()).stream()
            .flatMap(tenant -> tenant.keys().values().stream())
            .anyMatch(key -> key.pin().equals(result.key()));
    if (!own) {
      throw new ServiceFailure(
          ErrorCode.KEY_UNAVAILABLE, "stored-key-unknown", Duration.ofSeconds(2));
    }
    return check.verified(
        result.key(),
        received.request().message(),
        new SignatureValue(result.key().algorithm(), result.signature(), JOURNAL));
  }
}
