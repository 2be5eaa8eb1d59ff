package org.stellaops.signer.core.audit;

import java.time.Instant;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords.Kind;

/** The record that is durable before any key is used. */
public record IntentRecord(AuditId id, Instant at, Tenant tenant, RequestFacts facts) {

  public Bytes toJson() {
    return facts.form().text("decision", "intent").record(Kind.INTENT, id, at, tenant);
  }
}
