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
  Outcome refused(IncomingRequest incoming, Refusal why) {
    return why instanceof Refusal.NonceRequired
        ? new Outcome.Refused(null, why)
        : new Outcome.Refused(
            lane.record(entry(ids.next(), incoming, why.code().wire(), why.reason())), why);
  }

  Outcome failed(IncomingRequest incoming, ServiceFailure why) {
    return new Outcome.Failed(lane.record(failure(ids.next(), incoming, why)), why);
  }

  /** What the lane keeps of a failure under an id that was meant for the journal. */
  UnidentifiedRefusal failure(AuditId id, IncomingRequest incoming, ServiceFailure why) {
    return entry(id, incoming, why.code().wire(), why.reason());
  }

  RefusalLane lane() {
    return lane;
  }

  private UnidentifiedRefusal entry(
      AuditId id, IncomingRequest incoming, String code, String reason) {
    return new UnidentifiedRefusal(id, code, reason, incoming.sourcePrefix(), clock.instant());
  }
}
