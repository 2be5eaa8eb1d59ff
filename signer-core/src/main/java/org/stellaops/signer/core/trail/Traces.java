package org.stellaops.signer.core.trail;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.words.AuditId;

/** Tells the observer of each request that ended. */
final class Traces {

  private final Observations observations;

  Traces(Observations observations) {
    this.observations = observations;
  }

  void tell(Trail trail, Outcome outcome) {
    RequestTrace trace = trace(trail, outcome);
    try {
      observations.observe(trace);
    } catch (RuntimeException broken) {
      // The outcome is durable: an observer that breaks its promise changes nothing of it.
      return;
    }
  }

  private static RequestTrace trace(Trail trail, Outcome outcome) {
    Map<String, String> facts = trail.shortFacts();
    AuditId id = outcome.requestId();
    if (id != null) {
      facts.put(Facts.AUDIT_ID, id.value());
    }
    String code = "";
    if (outcome instanceof Outcome.Refused refused) {
      code = refused.why().code().wire();
    } else if (outcome instanceof Outcome.Failed failed) {
      code = failed.why().code().wire();
      facts.put(Facts.CAUSE, Failures.cause(failed.why()));
    }
    return new RequestTrace(
        trail.incoming().route().label(),
        trail.ending(),
        code,
        trail.elapsed(),
        Collections.unmodifiableMap(new LinkedHashMap<>(trail.stages())),
        Map.copyOf(facts));
  }
}
