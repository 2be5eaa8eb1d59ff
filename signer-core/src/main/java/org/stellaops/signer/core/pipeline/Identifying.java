package org.stellaops.signer.core.pipeline;

import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.caller.Callers;
import org.stellaops.signer.core.caller.Identification;
import org.stellaops.signer.core.caller.OpeningLost;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.trail.Trail;
import org.stellaops.signer.ports.Facts;

/** The first step of every route: from here on the request has an open record, or none at all. */
final class Identifying {

  private final Callers callers;

  Identifying(Callers callers) {
    this.callers = callers;
  }

  Decision<Caller> identify(Trail trail) {
    Identification identification = identification(trail);
    if (identification instanceof Identification.Known known) {
      Caller caller = known.caller();
      trail.opened(caller.auditId(), caller.tenant());
      trail
          .note(Facts.CLIENT, caller.client().value())
          .note(Facts.INSTANCE, caller.instance().value())
          .note(Facts.BINDING, caller.embedded() ? "embedded" : "dpop");
      caller.issuer().ifPresent(issuer -> trail.note(Facts.ISSUER, issuer.value()));
    } else {
      identification.auditId().ifPresent(trail::recordedElsewhere);
    }
    return identification.decision();
  }

  private Identification identification(Trail trail) {
    try {
      return callers.identify(trail.incoming(), trail.deadline());
    } catch (OpeningLost lost) {
      trail.openingLost(lost.auditId(), lost.tenant());
      throw lost.why();
    }
  }
}
