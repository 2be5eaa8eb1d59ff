package org.stellaops.signer.core.reservation;

import java.util.List;
import org.stellaops.signer.core.admission.AdmittedIdentity;
import org.stellaops.signer.core.admission.AdmittedKey;
import org.stellaops.signer.core.admission.AdmittedSigner;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.audit.RequestFacts.KeylessFacts;
import org.stellaops.signer.core.audit.RequestFacts.ReservationFacts;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.idempotency.IdempotencyGate;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.ports.Observations.TracedSigner;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Earlier;
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
    List<Signable> messages = received.request().messages();
    List<AdmittedSigner> signers = released.admitted().signers();
    ReservationFacts facts =
        new ReservationFacts(
            received.request().message().sha256(),
            messages.stream().skip(1).map(Signable::sha256).toList(),
            signers.stream().map(each -> signer(each, received)).toList(),
            limits.bytesPerDay(),
            limits.signaturesPerDay(),
            null,
            null);
    received.context().facts().reserved(facts);
    Reservation reservation =
        journal.reserve(
            new ReserveRequest(
                received.caller().auditId(),
                received.caller().tenant(),
                firstUse.claim().orElse(null),
                received.request().signedBytes(),
                signers.size() * messages.size(),
                limits.bytesPerDay(),
                limits.signaturesPerDay(),
                lifecycle.intent(received.context())),
            received.context().deadline());
    return switch (reservation) {
      case Reservation.Full full -> refused(limits, full);
      case Reservation.Taken(Earlier earlier) -> repeats.judge(received, earlier);
      case Reservation.Reserved(long bytesLeft, long signaturesLeft) -> {
        received.context().facts().reserved(facts.charged(bytesLeft, signaturesLeft));
        received.context().intended();
        yield Decision.cleared(new Reserved(released, messages));
      }
    };
  }

  private static TracedSigner signer(AdmittedSigner signer, Received received) {
    return switch (signer) {
      case AdmittedKey key -> signer(key);
      case AdmittedIdentity(KeylessRule rule, AdmittedKey fallback) -> {
        received
            .context()
            .facts()
            .keyless(
                new KeylessFacts(
                    rule.issuer(), rule.subject(), fallback == null ? null : signer(fallback)));
        yield new TracedSigner(KeylessRule.NAME.value(), KeylessRule.KEY_CLASS, "", "");
      }
    };
  }

  private static TracedSigner signer(AdmittedKey key) {
    return new TracedSigner(
        key.rule().name().value(),
        key.rule().keyClass(),
        key.pin().fingerprint().toString(),
        key.pin().algorithm().name());
  }

  private static Decision<Reserved> refused(Limits limits, Reservation.Full full) {
    long limit =
        full.quota() == QuotaName.BYTES_PER_DAY ? limits.bytesPerDay() : limits.signaturesPerDay();
    return Decision.refused(new Refusal.QuotaExceeded(full.quota(), limit, full.retryAfter()));
  }
}
