package org.stellaops.signer.core.caller;

import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * The caller is believed, but whether its proof is spent and its record open is not known: the
 * journal's answer was lost. Whoever catches it must settle the request by its id.
 */
final class OpeningLost extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final AuditId auditId;
  private final Tenant tenant;
  private final DependencyUnavailable why;

  OpeningLost(AuditId auditId, Tenant tenant, DependencyUnavailable why) {
    super(why);
    this.auditId = auditId;
    this.tenant = tenant;
    this.why = why;
  }

  public AuditId auditId() {
    return auditId;
  }

  public Tenant tenant() {
    return tenant;
  }

  public DependencyUnavailable why() {
    return why;
  }
}
