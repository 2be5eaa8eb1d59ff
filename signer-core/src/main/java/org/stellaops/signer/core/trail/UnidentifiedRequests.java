package org.stellaops.signer.core.trail;

import java.time.InstantSource;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.decision.ServiceFailure;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.ports.AuditIds;
import org.stellaops.signer.ports.RefusalLane;
import org.stellaops.signer.ports.RefusalLane.UnidentifiedRefusal;
import org.stellaops.signer.words.AuditId;

/** The end of requests that nobody was identified for: recorded in a lane of their own. */
public final class UnidentifiedRequests {

  private final RefusalLane lane;
  private final AuditIds ids;
  private final InstantSource clock;

  public UnidentifiedRequests(RefusalLane lane, AuditIds ids, InstantSource clock) {
    this.lane = lane;
    this.ids = ids;
    this.clock = clock;
  }

  /** Nonce challenges are part of every caller's normal course: counted, not recorded. */
  public Outcome refused(IncomingRequest incoming, Refusal why) {
    return why instanceof Refusal.NonceRequired
        ? new Outcome.Refused(null, why)
        : new Outcome.Refused(record(ids.next(), incoming, why.code().wire(), why.reason()), why);
  }

  public Outcome failed(IncomingRequest incoming, ServiceFailure why) {
    return new Outcome.Failed(failed(ids.next(), incoming, why), why);
  }

  /** Records a failure under an id that was meant for the journal. */
  AuditId failed(AuditId id, IncomingRequest incoming, ServiceFailure why) {
    return record(id, incoming, why.code().wire(), why.reason());
  }

  private AuditId record(AuditId id, IncomingRequest incoming, String code, String reason) {
    return lane.record(
        new UnidentifiedRefusal(id, code, reason, incoming.sourcePrefix(), clock.instant()));
  }
}
