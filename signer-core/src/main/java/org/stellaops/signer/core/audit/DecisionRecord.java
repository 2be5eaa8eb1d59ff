package org.stellaops.signer.core.audit;

import java.time.Instant;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Outcome;

/** The last record of a request: how it ended. */
public record DecisionRecord(
    AuditId id, Instant at, Tenant tenant, Outcome outcome, RequestFacts facts) {

  public Bytes toJson() {
    return facts.form().text("decision", outcome.label()).record(Kind.DECISION, id, at, tenant);
  }
}
