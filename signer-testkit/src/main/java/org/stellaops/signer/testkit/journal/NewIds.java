package org.stellaops.signer.testkit.journal;

import java.util.UUID;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.ports.AuditIds;

/** Audit ids for tests: version 7 by form, random otherwise. */
public final class NewIds implements AuditIds {

  private static final long VERSION = 0xf000L;

  /** One id. */
  public static AuditId newId() {
    UUID random = UUID.randomUUID();
    long high = (random.getMostSignificantBits() & ~VERSION) | 0x7000L;
    return new AuditId(new UUID(high, random.getLeastSignificantBits()).toString());
  }

  @Override
  public AuditId next() {
    return newId();
  }
}
