package org.stellaops.signer.ports;

import org.stellaops.signer.model.AuditId;

/** Makes the id of each request's audit record. Ids are unguessable and unique. */
@FunctionalInterface
public interface AuditIds {

  AuditId next();
}
