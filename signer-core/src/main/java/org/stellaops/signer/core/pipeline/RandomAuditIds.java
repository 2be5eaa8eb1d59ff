package org.stellaops.signer.core.pipeline;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.ports.AuditIds;

/** Audit ids as UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, 74 random bits. */
public final class RandomAuditIds implements AuditIds {

  private final InstantSource clock;
  private final SecureRandom random;

  public RandomAuditIds(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public AuditId next() {
    long high = (clock.millis() << 16) | 0x7000L | (random.nextInt() & 0x0fffL);
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new AuditId(new UUID(high, low).toString());
  }
}
