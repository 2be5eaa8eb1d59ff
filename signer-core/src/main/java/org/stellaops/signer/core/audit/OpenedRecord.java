package org.stellaops.signer.core.audit;

import java.time.Instant;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords.Kind;

/** The first record of a request: somebody was identified. */
public record OpenedRecord(AuditId id, Instant at, Tenant tenant, RequestFacts facts) {

  public Bytes toJson() {
    return facts.form().record(Kind.OPENED, id, at, tenant);
  }
}
