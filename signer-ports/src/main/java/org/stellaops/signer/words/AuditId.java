package org.stellaops.signer.words;

import java.util.UUID;

/** Names the audit record of one request: a UUID version 7 in its canonical text form. */
public record AuditId(String value) {

  public AuditId {
    if (!UUID.fromString(value).toString().equals(value)) {
      throw new IllegalArgumentException("an audit id is a UUID in canonical form");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
