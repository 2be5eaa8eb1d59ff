package org.stellaops.signer.core.lifecycle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.RequestTrace;

/** Tells the observer of each request that ended. */
final class Traces {

  private final Observations observations;

  Traces(Observations observations) {
    this.observations = observations;
  }

  void tell(RequestContext context, Response outcome) {
    RequestTrace trace = trace(context, outcome);
    try {
      observations.observe(trace);
    } catch (RuntimeException broken) {
      // The outcome is durable: an observer that breaks its promise changes nothing of it.
      return;
    }
  }

  private static RequestTrace trace(RequestContext context, Response outcome) {
    RequestFacts.Told told = context.facts().told();
    Map<String, String> facts = told.texts();
    Tenant tenant = context.tenant();
    if (tenant != null) {
      facts.put(Facts.TENANT, tenant.value());
    }
    AuditId id = outcome.requestId();
    if (id != null) {
      facts.put(Facts.AUDIT_ID, id.value());
    }
    String code = "";
    if (outcome instanceof Response.Refused refused) {
      code = refused.why().code().wire();
    } else if (outcome instanceof Response.Failed failed) {
      code = failed.why().code().wire();
      facts.put(Facts.CAUSE, Failures.cause(failed.why()));
    }
    return new RequestTrace(
        context.incoming().operation().label(),
        context.ending(),
        code,
        context.elapsed(),
        Collections.unmodifiableMap(new LinkedHashMap<>(context.stages())),
        context.facts().signers(),
        Map.copyOf(facts),
        Map.copyOf(told.numbers()));
  }
}
