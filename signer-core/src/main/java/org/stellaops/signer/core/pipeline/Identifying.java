package org.stellaops.signer.core.pipeline;

import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.caller.CallerGate;
import org.stellaops.signer.core.caller.Identification;
import org.stellaops.signer.core.caller.OpeningLost;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.ports.Facts;

/** The first step of every route: from here on the request has an open record, or none at all. */
public final class Identifying {

  private final CallerGate callers;

  public Identifying(CallerGate callers) {
    this.callers = callers;
  }

  public Decision<Caller> identify(RequestContext context) {
    Identification identification = identification(context);
    if (identification instanceof Identification.Known known) {
      Caller caller = known.caller();
      context.opened(caller.auditId(), caller.tenant());
      context.note(Facts.POLICY_SHA256, caller.policy().sha256().toString());
      context
          .note(Facts.CLIENT, caller.client().value())
          .note(Facts.INSTANCE, caller.instance().value())
          .note(Facts.BINDING, caller.embedded() ? "embedded" : "dpop");
      caller.issuer().ifPresent(issuer -> context.note(Facts.ISSUER, issuer.value()));
    } else {
      identification.auditId().ifPresent(context::recordedElsewhere);
    }
    return identification.decision();
  }

  private Identification identification(RequestContext context) {
    try {
      return callers.identify(context.incoming(), context.deadline());
    } catch (OpeningLost lost) {
      context.openingLost(lost.auditId(), lost.tenant());
      throw lost.why();
    }
  }
}
