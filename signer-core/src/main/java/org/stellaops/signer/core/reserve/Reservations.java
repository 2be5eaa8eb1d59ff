package org.stellaops.signer.core.reserve;

import java.time.InstantSource;
import org.stellaops.signer.core.audit.AuditFacts;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.policy.Limits;
import org.stellaops.signer.core.policy.SigningKey;
import org.stellaops.signer.core.receive.Received;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.repeat.Fresh;
import org.stellaops.signer.core.repeat.Repeats;
import org.stellaops.signer.core.trail.Trails;
import org.stellaops.signer.ports.AuditRecords.Kind;
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
  private final InstantSource clock;

  public Reservations(RequestJournal journal, Repeats repeats, Trails trails, InstantSource clock) {
    this.journal = journal;
    this.trails = trails;
    this.repeats = repeats;
    this.clock = clock;
  }

  public Decision<Reserved> reserve(Released released) {
    Received received = released.admitted().received();
    Fresh fresh = released.admitted().fresh();
    Limits limits = fresh.entitled().limits();
    PreAuthEncoding message = received.request().message();
    SigningKey key = released.admitted().key();
    received
        .trail()
        .note("signingMode", "keyful")
        .note("key", key.name().value())
        .note("keyClass", key.keyClass())
        .note("keyFingerprint", key.pin().fingerprint().toString())
        .note("algorithm", key.pin().algorithm().name())
        .note("paeSha256", message.sha256().toString());
    AuditFacts intent = trails.facts(received.trail(), "intent");
    Reservation reservation =
        journal.reserve(
            new ReserveRequest(
                received.caller().auditId(),
                received.caller().tenant(),
                fresh.claim().orElse(null),
                received.request().payload().size(),
                limits.bytesPerDay(),
                limits.signaturesPerDay(),
                intent.record(Kind.INTENT, received.caller().auditId(), clock.instant())),
            received.trail().deadline());
    if (reservation instanceof Reservation.Full full) {
      received.trail().note("quota", full.quota().label());
      long limit =
          full.quota() == QuotaName.BYTES_PER_DAY
              ? limits.bytesPerDay()
              : limits.signaturesPerDay();
      return Decision.refused(new Refusal.QuotaExceeded(full.quota(), limit, full.retryAfter()));
    }
    if (reservation instanceof Reservation.Taken taken) {
      return repeats.judge(received, taken.earlier());
    }
    received.trail().intended();
    return Decision.cleared(new Reserved(released, message));
  }
}
