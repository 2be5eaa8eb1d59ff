package org.stellaops.signer.model;

import java.util.UUID;

/**
 * Names the audit record of one request: a UUID version 7 (RFC 9562) in its canonical text form.
 */
public record AuditId(String value) {

  public AuditId {
    UUID id = UUID.fromString(value);
    if (!id.toString().equals(value) || id.version() != 7 || id.variant() != 2) {
      throw new IllegalArgumentException("an audit id is a UUID version 7 in canonical form");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
