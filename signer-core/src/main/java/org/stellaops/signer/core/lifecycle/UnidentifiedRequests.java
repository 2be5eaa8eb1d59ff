package org.stellaops.signer.core.lifecycle;

import java.time.InstantSource;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.ports.AuditIds;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;

/** The end of requests that nobody was identified for: recorded in a lane of their own. */
public final class UnidentifiedRequests {

  private final RefusalLog lane;
  private final AuditIds ids;
  private final InstantSource clock;

  public UnidentifiedRequests(RefusalLog lane, AuditIds ids, InstantSource clock) {
    this.lane = lane;
    this.ids = ids;
    this.clock = clock;
  }

  /** Nonce challenges are part of every caller's normal course: counted, not recorded. */
  Response refused(IncomingRequest incoming, Refusal why) {
    return why instanceof Refusal.NonceRequired
        ? new Response.Refused(null, why)
        : new Response.Refused(
            lane.record(entry(ids.next(), incoming, why.code().wire(), why.reason().word())), why);
  }

  Response failed(IncomingRequest incoming, ServiceFailure why) {
    return new Response.Failed(lane.record(failure(ids.next(), incoming, why)), why);
  }

  /** What the lane keeps of a failure under an id that was meant for the journal. */
  UnidentifiedRefusal failure(AuditId id, IncomingRequest incoming, ServiceFailure why) {
    return entry(id, incoming, why.code().wire(), why.reason().word());
  }

  RefusalLog lane() {
    return lane;
  }

  private UnidentifiedRefusal entry(
      AuditId id, IncomingRequest incoming, String code, String reason) {
    return new UnidentifiedRefusal(id, code, reason, incoming.sourcePrefix(), clock.instant());
  }
}
