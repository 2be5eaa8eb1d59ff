package org.stellaops.signer.core.reserve;

import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.policy.Limits;
import org.stellaops.signer.core.policy.SigningKey;
import org.stellaops.signer.core.receive.Received;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.repeat.Fresh;
import org.stellaops.signer.core.repeat.Repeats;
import org.stellaops.signer.core.trail.Trails;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.words.PreAuthEncoding;
import org.stellaops.signer.words.QuotaName;

/** Charges the day's quotas and makes the intent durable, in one transaction. */
public final class Reservations {

  private final RequestJournal journal;
  private final Trails trails;
  private final Repeats repeats;

  public Reservations(RequestJournal journal, Repeats repeats, Trails trails) {
    this.journal = journal;
    this.trails = trails;
    this.repeats = repeats;
  }

  public Decision<Reserved> reserve(Released released) {
    Received received = released.admitted().received();
    Fresh fresh = released.admitted().fresh();
    Limits limits = fresh.entitled().limits();
    PreAuthEncoding message = received.request().message();
    SigningKey key = released.admitted().key();
    received
        .trail()
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
                fresh.claim().orElse(null),
                received.request().payload().size(),
                limits.bytesPerDay(),
                limits.signaturesPerDay(),
                trails.intent(received.trail())),
            received.trail().deadline());
    if (reservation instanceof Reservation.Full full) {
      received.trail().note(Facts.QUOTA, full.quota().label());
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
        .trail()
        .note(Facts.BYTES_PER_DAY_LEFT, left.bytesLeft())
        .note(Facts.SIGNATURES_PER_DAY_LEFT, left.signaturesLeft())
        .intended();
    return Decision.cleared(new Reserved(released, message));
  }
}
