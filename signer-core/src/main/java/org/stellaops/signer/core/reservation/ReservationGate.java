package org.stellaops.signer.core.reservation;

import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.SigningKey;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.idempotency.IdempotencyGate;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;

/** Charges the day's quotas and makes the intent durable, in one transaction. */
public final class ReservationGate {

  private final RequestJournal journal;
  private final RequestLifecycle lifecycle;
  private final IdempotencyGate repeats;

  public ReservationGate(
      RequestJournal journal, IdempotencyGate repeats, RequestLifecycle lifecycle) {
    this.journal = journal;
    this.lifecycle = lifecycle;
    this.repeats = repeats;
  }

  public Decision<Reserved> reserve(Released released) {
    Received received = released.admitted().received();
    FirstUse firstUse = released.admitted().firstUse();
    Limits limits = firstUse.entitled().limits();
    PreAuthEncoding message = received.request().message();
    SigningKey key = released.admitted().key();
    received
        .context()
        .note(Facts.SIGNING_MODE, "keyful")
        .note(Facts.KEY, key.name().value())
        .note(Facts.KEY_CLASS, key.keyClass())
        .note(Facts.KEY_FINGERPRINT, key.pin().fingerprint().toString())
        .note(Facts.ALGORITHM, key.pin().algorithm().name())
        .note(Facts.PAE_SHA256, message.sha256().toString())
        .note(Facts.BYTES_PER_DAY, limits.bytesPerDay())
        .note(Facts.SIGNATURES_PER_DAY, limits.signaturesPerDay());
    Reservation reservation =
        journal.reserve(
            new ReserveRequest(
                received.caller().auditId(),
                received.caller().tenant(),
                firstUse.claim().orElse(null),
                received.request().payload().size(),
                limits.bytesPerDay(),
                limits.signaturesPerDay(),
                lifecycle.intent(received.context())),
            received.context().deadline());
    if (reservation instanceof Reservation.Full full) {
      received.context().note(Facts.QUOTA, full.quota().label());
      long limit =
          full.quota() == QuotaName.BYTES_PER_DAY
              ? limits.bytesPerDay()
              : limits.signaturesPerDay();
      return Decision.refused(new Refusal.QuotaExceeded(full.quota(), limit, full.retryAfter()));
    }
    if (reservation instanceof Reservation.Taken taken) {
      return repeats.judge(received, taken.earlier());
    }
    Reservation.Reserved left = (Reservation.Reserved) reservation;
    received
        .context()
        .note(Facts.BYTES_PER_DAY_LEFT, left.bytesLeft())
        .note(Facts.SIGNATURES_PER_DAY_LEFT, left.signaturesLeft())
        .intended();
    return Decision.cleared(new Reserved(released, message));
  }
}
